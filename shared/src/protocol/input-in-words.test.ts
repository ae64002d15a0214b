import { expect, test } from 'vitest';
import { inputInWords, windowInWords } from './input-in-words.ts';

const channels = ['red', 'green', 'blue'];

test('rows and frames in words', () => {
  const rows = { kind: 'series', windowLength: 10, periodMs: 500, channels } as const;
  const frames = { kind: 'image', height: 224, width: 320, periodMs: 1000, channels } as const;
  expect(windowInWords(rows)).toBe('windows of 10 rows');
  expect(inputInWords(rows)).toBe('windows of 10 rows, a row every 500 ms');
  expect(windowInWords(frames)).toBe('frames 3×224×320');
  expect(inputInWords(frames)).toBe('frames 3×224×320, one every 1000 ms');
});
