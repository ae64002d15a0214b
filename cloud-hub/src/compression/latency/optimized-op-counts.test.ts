import { expect, test } from 'vitest';
import { denseModel, quantizedDense } from './models.fixture.ts';
import { optimizedOpCounts } from './optimized-op-counts.ts';

const quantizations = /^(Quantize|Dequantize)Linear$/;
const count = (counts: Record<string, number>, pattern: RegExp) =>
  Object.entries(counts).reduce((sum, [op, n]) => sum + (pattern.test(op) ? n : 0), 0);

test('a quantized layer is fused, and only the way in and out is left', async () => {
  const counts = await optimizedOpCounts(quantizedDense(16));
  expect(count(counts, /^QLinearMatMul$/)).toBe(1);
  expect(count(counts, quantizations)).toBe(2);
});

test('a layer whose result is not quantized is not', async () => {
  const counts = await optimizedOpCounts(quantizedDense(16, false));
  expect(count(counts, /^QLinearMatMul$/)).toBe(0);
});

test('a float model keeps its layers', async () => {
  expect(await optimizedOpCounts(denseModel(8, 3))).toMatchObject({ MatMul: 3 });
});

test('what ONNX Runtime refuses is refused in words', async () => {
  await expect(optimizedOpCounts(Uint8Array.of(1, 2))).rejects.toMatchObject({
    code: 'model',
    message: expect.stringMatching(/^ONNX Runtime refuses the model: [^\n]+$/),
  });
});
