import { expect, test } from 'vitest';
import { latency, memory, orOff, ratio, temperature } from './gate-option.ts';

test.each([
  [latency, '800us', 800],
  [latency, '2.5ms', 2_500],
  [latency, '1s', 1_000_000],
  [memory, '64MiB', 67_108_864],
  [memory, '1.5GB', 1_500_000_000],
  [temperature, '85', 85],
  [temperature, '85.5°C', 85.5],
  [ratio, '3', 3],
  [ratio, '1.5x', 1.5],
] as const)('%o %s', (parse, text, value) => {
  expect(parse(text)).toBe(value);
  expect(orOff(parse)('off')).toBe('off');
});

test.each([
  [latency, '2', '800us'],
  [latency, '0ms', '800us'],
  [memory, '64', '64MiB'],
  [memory, '64M', '64MiB'],
  [temperature, 'hot', 'Celsius'],
  [ratio, '0', 'above 0'],
  [ratio, '-1', 'above 0'],
] as const)('%o refuses %s, and says what it expects', (parse, text, expected) => {
  expect(() => parse(text)).toThrow(expected);
  expect(() => orOff(parse)(text)).toThrow(/, or off\.$/);
});
