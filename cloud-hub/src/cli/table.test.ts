import { expect, test } from 'vitest';
import { table } from './table.ts';

test('figures go to the right, words to the left, headings with their column', () => {
  expect(
    table(
      ['stream', 'runs', 'p95', 'why'],
      [
        ['pump-1/loop', 'cpu-int8', '365 ms', 'too late'],
        ['pump-2/loop', 'gpu', '5.7 ms', ''],
        ['pump-3/loop', '–', '–', 'not measured yet'],
      ],
    ),
  ).toBe(
    [
      'stream       runs         p95  why',
      'pump-1/loop  cpu-int8  365 ms  too late',
      'pump-2/loop  gpu       5.7 ms',
      'pump-3/loop  –              –  not measured yet',
    ].join('\n'),
  );
});
