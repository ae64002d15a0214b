import { expect, test } from 'vitest';
import { joinDoubles, joinFloats } from './join-floats.ts';

test('one after another, in the precision that is asked for', () => {
  const parts = [Float32Array.of(1, 2), new Float32Array(), Float32Array.of(0.5)];
  expect(joinFloats(parts)).toEqual(Float32Array.of(1, 2, 0.5));
  expect(joinDoubles([...parts, Float64Array.of(0.1)])).toEqual(Float64Array.of(1, 2, 0.5, 0.1));
  expect(joinFloats([])).toEqual(new Float32Array());
});
