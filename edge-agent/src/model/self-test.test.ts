import { expect, test } from 'vitest';
import { judgeSelfTest, toleranceFor } from './self-test.ts';

const golden = {
  tolerance: { cpu: 1e-3, cuda: 1e-2 },
  windows: [{ window: [1, 2], score: 200, channelError: [1, 1], latentKl: [0.5] }],
};
const output = (
  change: Partial<{ score: number; channelError: number[]; latentKl: number[] }>,
) => ({
  ...{ score: 200, channelError: [1, 1], latentKl: [0.5] },
  ...change,
});

test.each([
  ['the same', [output({})], true],
  ['within the tolerance, relative above 1', [output({ score: 200.1 })], true],
  ['a score beyond it', [output({ score: 200.5 })], false],
  ['a channel beyond it', [output({ channelError: [1, 1.002] })], false],
  ['a latent beyond it', [output({ latentKl: [0.502] })], false],
  ['NaN', [output({ score: Number.NaN })], false],
  ['another number of channels', [output({ channelError: [1] })], false],
  ['no output', [], false],
])('%s', (_, outputs, ok) => {
  const test = judgeSelfTest(golden, outputs, 'cpu');
  expect(test.ok).toBe(ok);
  expect(test.detail).toContain('tolerance 1.0e-3');
});

test.each([
  ['cuda', 1e-2],
  ['webgpu', 1e-3],
])('%s is held to %d', (provider, tolerance) =>
  expect(toleranceFor(golden, provider)).toBe(tolerance),
);
