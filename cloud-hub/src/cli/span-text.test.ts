import { expect, test } from 'vitest';
import { spanText } from './span-text.ts';

test.each([
  [0, '0'],
  [30_000, '30 s'],
  [150_000, '3 min'],
  [5_400_000, '90 min'],
  [12_600_000, '3.5 h'],
  [259_200_000, '3.0 days'],
])('%d ms', (ms, text) => expect(spanText(ms)).toBe(text));
