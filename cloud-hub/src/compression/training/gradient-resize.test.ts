import { type Attributes, ints, string } from '@lookout/shared/onnx/attribute';
import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Value } from '@lookout/shared/onnx/value';
import { expect, test } from 'vitest';
import { gradientErrors } from './finite-difference.fixture.ts';

type Coordinates = 'asymmetric' | 'half_pixel' | 'pytorch_half_pixel' | 'align_corners';
const nearest = (coordinates: Coordinates, rounding = 'round_prefer_floor'): Attributes => ({
  mode: string('nearest'),
  coordinate_transformation_mode: string(coordinates),
  nearest_mode: string(rounding),
});
const linear = (coordinates: Coordinates): Attributes => ({
  mode: string('linear'),
  coordinate_transformation_mode: string(coordinates),
});
const byScales = (g: GraphBuilder, x: Value, scales: number[], attributes: Attributes) =>
  g.op('Resize', [x, null, g.constant(Float32Array.from(scales), [scales.length])], attributes);
const toSizes = (g: GraphBuilder, x: Value, sizes: number[], attributes: Attributes) =>
  g.op('Resize', [x, null, null, g.int64s(sizes)], attributes);

const [line, image] = [
  [2, 3, 6],
  [1, 2, 4, 5],
];

test.each<[string, number[], 'scales' | 'sizes', number[], Attributes]>([
  ['nearest twofold, as PyTorch', line, 'scales', [1, 1, 2], nearest('asymmetric', 'floor')],
  ['nearest, images', image, 'scales', [1, 1, 2, 3], nearest('asymmetric', 'floor')],
  ['nearest, default rounding', image, 'scales', [1, 1, 2, 1.5], nearest('half_pixel')],
  ['nearest, ties upwards', line, 'sizes', [2, 3, 9], nearest('half_pixel', 'round_prefer_ceil')],
  ['nearest, upwards', line, 'sizes', [2, 3, 10], nearest('align_corners', 'ceil')],
  ['nearest, fewer', line, 'sizes', [2, 3, 4], nearest('asymmetric', 'floor')],
  ['linear, half_pixel', image, 'scales', [1, 1, 2, 2], linear('half_pixel')],
  ['linear, pytorch_half_pixel', image, 'sizes', [1, 2, 7, 1], linear('pytorch_half_pixel')],
  ['linear, align_corners', image, 'sizes', [1, 2, 7, 9], linear('align_corners')],
  ['linear, asymmetric', image, 'scales', [1, 1, 1.7, 2], linear('asymmetric')],
  ['linear, fewer', image, 'scales', [1, 1, 0.5, 0.6], linear('half_pixel')],
  ['linear, one axis only', line, 'scales', [1, 1, 2], linear('half_pixel')],
  ['linear, named axes', image, 'sizes', [8, 9], { ...linear('half_pixel'), axes: ints([2, 3]) }],
])('Resize %s, agrees with central differences', async (_, shape, by, numbers, attributes) => {
  const resize = by === 'scales' ? byScales : toSizes;
  const errors = await gradientErrors({
    shapes: [shape],
    build: (g, x) => g.square(resize(g, x, numbers, attributes)),
  });
  for (const error of errors) expect(error).toBeLessThan(2e-3);
});
