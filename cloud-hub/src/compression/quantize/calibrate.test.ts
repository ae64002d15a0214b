import type { Network } from '@lookout/shared/onnx/network';
import { Random } from '@lookout/shared/simulator/random';
import { expect, test } from 'vitest';
import { denseNetwork, normalWindows } from '../network/networks.fixture.ts';
import { calibrateRanges } from './calibrate.ts';
import { calibrationWindows } from './calibration-windows.ts';

/** y = relu(x) of windows [4], exported as its own reconstruction. */
const rectifier: Network = {
  input: { name: 'x', shape: [4] },
  nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'], attributes: {} }],
  weights: {},
  constants: {},
  outputs: { reconstruction: 'y' },
};

test('the lowest and the highest value of all batches', async () => {
  const windows = new Float32Array(4 * 1000);
  windows.set([-3], 17);
  windows.set([5], 3900);
  const ranges = await calibrateRanges(rectifier, windows, { method: 'minmax' });
  expect([...ranges]).toEqual([
    ['x', { low: -3, high: 5 }],
    ['y', { low: 0, high: 5 }],
  ]);
});

test('a margin takes the bounds away from 0', async () => {
  const windows = Float32Array.of(-1, 0, 0, 3);
  const ranges = await calibrateRanges(rectifier, windows, { method: 'minmax', margin: 3 });
  expect(ranges.get('x')).toEqual({ low: -3, high: 9 });
  expect(ranges.get('y')).toEqual({ low: 0, high: 9 }); // a Relu is fused only where 0 is the lowest
});

test('a percentile leaves the rarest values out at both ends', async () => {
  const windows = Float32Array.from({ length: 4000 }, (_, i) => i / 4000);
  windows[1] = -1000;
  windows[2] = 1000;
  const options = { method: 'percentile', percentile: 99.9 } as const;
  const { low, high } = (await calibrateRanges(rectifier, windows, options)).get('x') ?? {};
  expect(low).toBeGreaterThan(-1);
  expect(high).toBeLessThan(2);
  expect(high).toBeGreaterThan(0.99);
});

test.each([
  ['none', new Float32Array()],
  ['half a window', new Float32Array(2)],
  ['NaN', Float32Array.of(0, 0, 0, 0, 0, Number.NaN, 0, 0)],
])('windows that are no windows are refused: %s', async (_, windows) => {
  await expect(calibrateRanges(rectifier, windows, { method: 'minmax' })).rejects.toMatchObject({
    code: 'bad_windows',
  });
});

test('an activation that leaves float32 is named', async () => {
  const network = denseNetwork();
  network.weights['enc0.weight']?.data.fill(3e38);
  const measured = calibrateRanges(network, normalWindows(network, 4), { method: 'minmax' });
  await expect(measured).rejects.toMatchObject({ code: 'bad_range' });
});

test('spoilt windows follow the normal ones, bounded and repeatable', () => {
  const windows = normalWindows(denseNetwork(), 8);
  const both = calibrationWindows(windows, [16, 3], new Random(5));
  expect(both.subarray(0, windows.length)).toEqual(windows);
  const spoilt = both.subarray(windows.length);
  expect(spoilt).not.toEqual(windows);
  expect(spoilt.every((value) => Math.abs(value) <= 10)).toBe(true);
  expect(calibrationWindows(windows, [16, 3], new Random(5))).toEqual(both);
});
