import { expect, test } from 'vitest';
import { colorSpecs } from './color-specs.ts';

const rowsOf = (channels: number, values: readonly number[]) => ({
  ...{ rows: values.length / channels, channels, labels: null },
  values: Float64Array.from(values),
  breakBefore: Uint8Array.from({ length: values.length / channels }, (_, i) => (i === 0 ? 1 : 0)),
});

test('three colors have names, and a camera that sees nothing or is blinded is a fault', () => {
  const specs = colorSpecs([rowsOf(3, [0.4, 0.5, 0.2, 0.6, 0.5, 0.1])]);
  expect(specs.map(({ name }) => name)).toEqual(['red', 'green', 'blue']);
  expect(specs[0]?.mean).toBeCloseTo(0.5, 12);
  expect(specs[0]?.sd).toBeCloseTo(0.1, 12);
  expect(specs[0]?.plausibleMin).toBeCloseTo(0.04, 12);
  expect(specs[0]?.plausibleMax).toBeCloseTo(0.96, 12);
});

test.each<[string, number[], number | null]>([
  ['that differ all the time', Array.from({ length: 200 }, (_, i) => 0.5 + i / 1e4), 10],
  ['of which four in a row were equal', stillFor(4), 20],
  ['that stand still as a matter of course', stillFor(40), null],
])('means %s', (_, values, expected) => {
  const [spec] = colorSpecs([rowsOf(1, values)]);
  expect(spec).toMatchObject({ name: 'grey', stuckAfterRows: expected });
});

/** 200 means, of which so many in a row are equal. */
function stillFor(rows: number): number[] {
  return Array.from({ length: 200 }, (_, i) => 0.5 + (i < rows ? 0 : i) / 1e4);
}
