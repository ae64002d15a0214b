import { fileURLToPath } from 'node:url';
import { networkOf } from '@lookout/shared/onnx/network-of';
import { vaeParameters } from '@lookout/shared/onnx/vae';
import { Random } from '@lookout/shared/simulator/random';
import { expect, test } from 'vitest';
import { distil, lessonOf } from '../distil/distil.ts';
import { Teacher } from '../distil/teacher.ts';
import { prune } from '../prune/prune.ts';
import { importModel } from './import-model.ts';
import { runNetwork } from './run-network.fixture.ts';

const folder = fileURLToPath(new URL('../../../../test/support/onnx/', import.meta.url));
const open = async (name: string) => (await importModel(`${folder}${name}.onnx`)).network;

/** Smooth windows, so that there is something to learn. */
function windowsFor(shape: readonly number[], count: number): Float32Array {
  const random = new Random(3);
  const size = shape.reduce((product, dim) => product * dim, 1);
  const phases = Array.from({ length: count }, () => 3 * random.normal());
  return Float32Array.from({ length: count * size }, (_, i) =>
    Math.sin((phases[Math.floor(i / size)] ?? 0) + 0.01 * (i % size) + (i % (shape.at(-1) ?? 1))),
  );
}

test.each([
  'torch-mlp-vae',
  'torch-conv1d-vae',
  'torch-conv1d-sampling-vae',
  'torch-conv2d-vae',
  'torch-dynamo-mlp-vae',
  'torch-score-only',
])('%s is pruned itself, and learns from what it was', async (name) => {
  const network = await open(name);
  const windows = windowsFor(network.input.shape, 32);
  const whole = await prune(network, windows, {
    ...{ work: Number.POSITIVE_INFINITY, leastShare: 0.1, leastChannels: 4 },
    ...{ importance: 'taylor', errorScale: null },
  });
  const pruned = await prune(network, windows, {
    ...{ work: 0.5 * whole.workBefore, leastShare: 0.1, leastChannels: 4 },
    ...{ importance: 'taylor', errorScale: null },
  });
  expect(pruned.work).toBeLessThanOrEqual(0.5 * pruned.workBefore);
  expect(weightsOf(pruned.network)).toBeLessThan(weightsOf(network));

  await using teacher = await Teacher.open(network, null);
  const lesson = await lessonOf(teacher, windows, null);
  const losses: number[] = [];
  const student = await distil(
    {
      teacher,
      student: pruned.network,
      windows,
      lesson,
      steps: 60,
      batch: 16,
      random: new Random(1),
    },
    (_, loss) => losses.push(loss),
  );
  expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
  const given = await runNetwork(student, windows);
  expect(Object.keys(given).sort()).toEqual(Object.keys(network.outputs).sort());
  for (const values of Object.values(given)) expect(values.every(Number.isFinite)).toBe(true);
});

test('the GRU teaches a network of ours', async () => {
  const network = await open('torch-gru-vae');
  const windows = windowsFor(network.input.shape, 32);
  await using teacher = await Teacher.open(network, null);
  const lesson = await lessonOf(teacher, windows, null);
  const random = new Random(2);
  const architecture = {
    kind: 'dense' as const,
    ...{ windowLength: 64, channels: 8, hidden: [16], latent: 8, logVarianceBounds: null },
  };
  const weights = Object.fromEntries(
    vaeParameters(architecture).map(({ name, shape }) => {
      const size = shape.reduce((product, dim) => product * dim, 1);
      return [
        name,
        { shape, data: Float32Array.from({ length: size }, () => 0.05 * random.normal()) },
      ];
    }),
  );
  const student = networkOf({ architecture, weights });
  const losses: number[] = [];
  await distil({ teacher, student, windows, lesson, steps: 60, batch: 16, random }, (_, loss) =>
    losses.push(loss),
  );
  expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] ?? 0));
});

const weightsOf = ({ weights }: Awaited<ReturnType<typeof open>>): number =>
  Object.values(weights).reduce((sum, { data }) => sum + data.length, 0);
