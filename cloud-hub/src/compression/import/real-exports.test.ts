import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Network } from '@lookout/shared/onnx/network';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { importModel } from './import-model.ts';
import { isTrainable } from './is-trainable.ts';
import { largestDeviation, runNetwork } from './run-network.fixture.ts';

const folder = fileURLToPath(new URL('../../../../test/support/onnx/', import.meta.url));
const Stored = z.object({ shape: z.array(z.int()), data: z.array(z.number()) });
const Recorded = z.record(z.string(), Stored);

const whole = ['reconstruction', 'mu', 'logvar'];
/** Operators that must be gone or left: what import is for. */
const models: Record<string, { outputs: string[]; shape: number[]; without: string[] }> = {
  'torch-mlp-vae': { outputs: whole, shape: [64, 8], without: [] },
  'torch-conv1d-vae': { outputs: whole, shape: [64, 8], without: ['BatchNormalization'] },
  'torch-conv1d-sampling-vae': {
    outputs: whole,
    shape: [64, 8],
    without: ['BatchNormalization', 'RandomNormalLike', 'Exp'],
  },
  'torch-conv2d-vae': { outputs: whole, shape: [3, 32, 32], without: [] },
  'torch-dynamo-mlp-vae': { outputs: whole, shape: [64, 8], without: [] },
  'torch-gru-vae': {
    outputs: whole,
    shape: [64, 8],
    without: ['Shape', 'ConstantOfShape', 'ReduceSum'],
  },
  'torch-score-only': { outputs: ['score'], shape: [64, 8], without: [] },
};

describe.each(Object.entries(models))('%s', (name, { outputs, shape, without }) => {
  const open = async (): Promise<{ network: Network; recorded: z.infer<typeof Recorded> }> => {
    const { network } = await importModel(`${folder}${name}.onnx`);
    const recorded = Recorded.parse(JSON.parse(await readFile(`${folder}${name}.json`, 'utf8')));
    return { network, recorded };
  };

  test.each([1, 2, 5])('gives what was recorded in a batch of %i', async (batch) => {
    const { network, recorded } = await open();
    expect(network.input.shape).toEqual(shape);
    const { x, ...expected } = recorded;
    if (!x) throw new RangeError('nothing recorded');
    expect(Object.keys(expected)).toEqual(outputs);
    const results = await runNetwork(network, repeated(x.data, batch));
    for (const output of outputs) {
      const wanted = repeated(expected[output]?.data ?? [], batch);
      expect(largestDeviation(results[output] ?? [], wanted)).toBeLessThan(1e-4);
    }
  });

  test('is written in plain nodes', async () => {
    const { network } = await open();
    const operators = network.nodes.map(({ op }) => op);
    for (const operator of without) expect(operators).not.toContain(operator);
    for (const { op, attributes } of network.nodes)
      if (op === 'Gemm') expect(attributes.transB).toEqual({ kind: 'int', value: 0 });
  });
});

/** Two windows were recorded: as many as are wanted, in turn. */
function repeated(two: readonly number[], batch: number): Float32Array {
  const size = two.length / 2;
  return Float32Array.from({ length: size * batch }, (_, i) => two[i % two.length] ?? Number.NaN);
}

test.each([
  ['torch-mlp-vae', { ok: true }],
  ['torch-conv1d-vae', { ok: true }],
  ['torch-conv1d-sampling-vae', { ok: true }],
  ['torch-conv2d-vae', { ok: true }],
  ['torch-dynamo-mlp-vae', { ok: true }],
  ['torch-score-only', { ok: true }],
  ['torch-gru-vae', { ok: false, operators: ['GRU'] }],
])('whether %s can be trained', async (name, verdict) => {
  const { network } = await importModel(`${folder}${name}.onnx`);
  expect(isTrainable(network)).toEqual(verdict);
});
