import { expect, test } from 'vitest';
import { table } from '../table.ts';
import { timeText } from './words.ts';

test('a column of text begins at the left, figures end at the right', () => {
  expect(
    table(
      ['what', 'p95', 'why'],
      [
        ['a', '3 ms', 'it is so'],
        ['bc', '12 ms', 'no'],
      ],
    ),
  ).toBe(['what    p95  why', 'a      3 ms  it is so', 'bc    12 ms  no'].join('\n'));
});

test.each([
  [null, '–'],
  [undefined, '–'],
  [15.3, '15 µs'],
  [481, '481 µs'],
  [50_000, '50 ms'],
])('%s µs', (us, text) => expect(timeText(us)).toBe(text));
