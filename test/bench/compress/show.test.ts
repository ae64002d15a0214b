import { expect, test } from 'vitest';
import { dropText } from './show.ts';

test.each([
  [0.0104, '0.010'],
  [-0.0104, '−0.010'],
  [-0.0004, '0.000'],
  [Number.NaN, '–'],
])('%d', (drop, text) => expect(dropText(drop)).toBe(text));
