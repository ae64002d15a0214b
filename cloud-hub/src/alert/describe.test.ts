import type { ChannelEvidence } from '@lookout/shared/protocol/records';
import { expect, test } from 'vitest';
import { describeAnomaly, describeFault, digits } from './describe.ts';

const channel = (
  name: string,
  unit: string | null,
  value: number | null,
  expected: number | null,
  share = 1,
): ChannelEvidence => ({ channel: name, unit, value, expected, share });

test.each<[string, ChannelEvidence[], string]>([
  ['one channel', [channel('pressure', 'bar', 0.3112, 0.0498)], 'Pressure 0.31 bar, expected 0.05'],
  [
    'the one with the greater share first',
    [channel('flow', 'l/min', 12.3, 31, 0.35), channel('motor_current', 'A', 4.12, 2, 0.6)],
    'Motor current 4.1 A, expected 2.0; flow 12 l/min, expected 31',
  ],
  [
    'a second channel that hardly matters is left out',
    [channel('Temp', '°C', 61.25, 61.1, 0.9), channel('flow', null, 1, 2, 0.1)],
    'Temp 61.25 °C, expected 61.10',
  ],
  ['a name with a case of its own', [channel('pH', null, 7.1, 6.8)], 'pH 7.10, expected 6.80'],
  ['no value', [channel('flow', 'l/min', null, 31)], 'Flow missing'],
  ['no expectation', [channel('cpu', '%', 97.123, null)], 'Cpu 97.1%'],
  ['no channel', [], 'Score 7.3, limit 4.0'],
])('an anomaly with %s', (_, channels, words) => {
  expect(describeAnomaly({ channels, score: 7.31, threshold: 4 })).toBe(words);
});

const fault = { channel: 'pressure', unit: 'bar', value: 2.4999, fault: 'stuck' } as const;

test.each([
  [
    { ...fault, detail: 'pressure has not moved for 40 rows' },
    'Pressure has not moved for 40 rows',
  ],
  [{ ...fault, detail: '' }, 'Pressure stuck at 2.50 bar'],
  [
    { ...fault, fault: 'outOfRange' as const, value: 1600, detail: ' ' },
    'Pressure out of range at 1600 bar',
  ],
  [{ ...fault, fault: 'missing' as const, value: null, detail: '' }, 'Pressure missing'],
])('a sensor fault in words: %#', (record, words) => {
  expect(describeFault(record)).toBe(words);
});

test.each([
  [0, 0, '0.0'],
  [-0.0001, 5, '0.0'],
  [1530.4, 1490.2, '1530'],
  [75.314, 75.12, '75.31'],
  [12_345_678, 3, '1.23e+7'],
  [0.00001234, 0.00002, '0.0000123'],
  [2, undefined, '2.00'],
  [-41.26, undefined, '-41.3'],
])('%d beside %s is written %s', (value, other, text) => {
  expect(digits(value, other)).toBe(text);
});
