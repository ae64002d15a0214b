import { expect, test } from 'vitest';
import { timeText } from './words.ts';

test.each([
  [null, '–'],
  [undefined, '–'],
  [15.3, '15 µs'],
  [481, '481 µs'],
  [50_000, '50 ms'],
])('%s µs', (us, text) => expect(timeText(us)).toBe(text));
