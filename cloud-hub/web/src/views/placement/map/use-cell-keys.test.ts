import { expect, test } from 'vitest';
import { nextPlace } from './use-cell-keys.ts';

test.each([
  ['ArrowRight', 1, 2],
  ['ArrowDown', 1, 2],
  ['ArrowLeft', 1, 0],
  ['Home', 3, 0],
  ['End', 0, 4],
  ['ArrowRight', 4, null],
  ['ArrowUp', 0, null],
  ['j', 1, null],
])('%s from %d of five', (key, at, next) => expect(nextPlace(key, at, 5)).toBe(next));
