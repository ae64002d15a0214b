import { expect, test } from 'vitest';
import { afterValidation, NOT_VALIDATED } from './early-stopping.ts';

const NAN = Number.NaN;

test.each([
  ['a falling loss never stops', [5, 4, 3, 2], { bestStep: 4, stop: false }],
  ['three in a row without progress stop', [5, 3, 4, 3, 3.1], { bestStep: 2, stop: true }],
  ['progress starts the count anew', [5, 3, 4, 4, 2, 3, 3], { bestStep: 5, stop: false }],
  ['a loss that is no number is no progress', [5, NAN, NAN, NAN], { bestStep: 1, stop: true }],
])('%s', (_, losses, expected) => {
  const end = losses.reduce(
    (state, loss, i) => afterValidation(state, { step: i + 1, loss, mayStop: true }, 3),
    NOT_VALIDATED,
  );
  expect(end).toMatchObject(expected);
});

test('nothing is counted while the loss itself is still changing', () => {
  const end = [5, 6, 7, 8, 9].reduce(
    (state, loss, step) => afterValidation(state, { step, loss, mayStop: false }, 3),
    NOT_VALIDATED,
  );
  expect(end).toMatchObject({ bestStep: 0, withoutProgress: 0, stop: false });
});
