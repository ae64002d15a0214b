import { expect, test } from 'vitest';
import { previewOf } from './preview.ts';

async function* chunks(...parts: readonly { values: number[]; from?: number }[]) {
  for (const { values, from } of parts) {
    const column = Float64Array.from(values);
    const timesMs = from === undefined ? null : Float64Array.from(values, (_, i) => from + i);
    yield {
      ...{
        rows: values.length,
        timesMs,
        labels: null,
        breakBefore: new Float64Array(values.length),
      },
      channels: [column, column.map((value) => -value)],
    };
  }
}

test.each([
  [
    'as many points as rows',
    [{ values: [1, 2, 3], from: 100 }],
    3,
    {
      row: [0, 1, 2],
      at: [100, 101, 102],
      min: [
        [1, 2, 3],
        [-1, -2, -3],
      ],
      max: [
        [1, 2, 3],
        [-1, -2, -3],
      ],
    },
  ],
  [
    'stretches across chunks, the last one short',
    [
      { values: [1, 9, 2], from: 100 },
      { values: [-5, 3], from: 200 },
    ],
    3,
    {
      row: [0, 2, 4],
      at: [100, 102, 201],
      min: [
        [1, -5, 3],
        [-9, -2, -3],
      ],
      max: [
        [9, 2, 3],
        [-1, 5, -3],
      ],
    },
  ],
  [
    'without times',
    [{ values: [1, 2] }],
    1,
    { row: [0], at: null, min: [[1], [-2]], max: [[2], [-1]] },
  ],
])('%s', async (_, parts, points, expected) => {
  const rows = parts.reduce((sum, { values }) => sum + values.length, 0);
  expect(await previewOf(chunks(...parts), rows, 2, points)).toEqual(expected);
});
