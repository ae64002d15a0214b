import { expect, test } from 'vitest';
import { absoluteText, axisTimeText, clockText, durationText, freshAgeText } from './age-text.ts';

test.each([
  [-400, '0 s'],
  [0, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [59 * 60_000 + 59_000, '59 min'],
  [60 * 60_000, '1 h 00 min'],
  [125 * 60_000, '2 h 05 min'],
  [76 * 3_600_000, '3 d 4 h'],
])('%d ms last %s', (ms, text) => expect(durationText(ms)).toBe(text));

test.each([
  [-50, '0.0 s'],
  [240, '0.2 s'],
  [9_949, '9.9 s'],
  [9_950, '9 s'],
  [12_300, '12 s'],
])('%d ms ago is %s', (ms, text) => expect(freshAgeText(ms)).toBe(text));

test('an absolute time names its zone', () => {
  const at = Date.UTC(2026, 2, 1, 5, 3, 22);
  expect(absoluteText(at, 'Asia/Tokyo')).toBe('2026-03-01 14:03:22 GMT+9');
  expect(absoluteText(at, 'UTC')).toBe('2026-03-01 05:03:22 UTC');
  expect(clockText(at, 'Asia/Tokyo')).toBe('14:03:22');
});

test('midnight is 00, not 24', () => {
  expect(clockText(Date.UTC(2026, 2, 1), 'UTC')).toBe('00:00:00');
});

test.each([
  [10_000, '14:03:20'],
  [300_000, '14:03'],
  [86_400_000, '03-01'],
])('ticks %d ms apart read %s', (stepMs, text) =>
  expect(axisTimeText(Date.UTC(2026, 2, 1, 5, 3, 20), stepMs, 'Asia/Tokyo')).toBe(text),
);
