import { expect, test } from 'vitest';
import {
  formatBytes,
  formatLatency,
  formatNumber,
  formatPercent,
  formatScore,
  formatTick,
  humanize,
  plural,
} from './format.ts';

test.each([
  [null, '–'],
  [Number.NaN, '–'],
  [Number.POSITIVE_INFINITY, '∞'],
  [0, '0.0'],
  [0.05123, '0.0512'],
  [0.31, '0.310'],
  [3.456, '3.46'],
  [-27.25, '−27.3'],
  [226.4, '226'],
  [1234567.8, '1\u202f234\u202f568'],
])('%d reads %s', (value, text) => expect(formatNumber(value)).toBe(text));

test('two values side by side carry the decimals of the larger', () => {
  expect([formatNumber(32.456, 0.0512), formatNumber(0.0512, 32.456)]).toEqual(['32.5', '0.1']);
});

test.each([
  [null, '–'],
  [0.44, '0.4'],
  [-0.31, '−0.3'],
  [99.94, '99.9'],
  [1520.6, '1\u202f521'],
])('score %d reads %s', (value, text) => expect(formatScore(value)).toBe(text));

test.each([
  [null, '–'],
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [83 * 1024 ** 2, '83.0 MiB'],
  [128 * 1024 ** 3, '128 GiB'],
])('%d bytes read %s', (value, text) => expect(formatBytes(value)).toBe(text));

test('the small ones', () => {
  expect(formatLatency(61.4)).toBe('61 µs');
  expect(formatLatency(2_350)).toBe('2.35 ms');
  expect(formatLatency(null)).toBe('–');
  expect(formatPercent(41.6)).toBe('42');
  expect(plural(1, 'alert')).toBe('1 alert');
  expect(plural(0, 'alert')).toBe('0 alerts');
});

test.each(['valveClosing', 'valve-closing', 'valve_closing'])('%s in words', (name) =>
  expect(humanize(name)).toBe('Valve closing'),
);

test.each([
  [32, 1, '32'],
  [7.5, 2.5, '7.5'],
  [0.05, 0.01, '0.05'],
  [26.105, 0.005, '26.105'],
  [1500, 500, '1\u202f500'],
])('the tick %d in steps of %d reads %s', (value, step, text) =>
  expect(formatTick(value, step)).toBe(text),
);
