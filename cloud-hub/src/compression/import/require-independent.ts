import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork, type Network } from '@lookout/shared/onnx/network';
import { Random } from '@lookout/shared/simulator/random';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';
import { ImportError } from './import-error.ts';

const windows = 3;
/** Sums of another order differ by less; a neighbour in the batch, by much more. */
const tolerance = 1e-3;

/**
 * Windows are scored several at a time, so each must come out as it does by itself. What mixes them (a mean
 * over the batch, an axis mistaken for it) shows on random windows.
 * @throws ImportError `batch`
 */
export async function requireIndependent(network: Network): Promise<void> {
  const { shape } = network.input;
  const size = shape.reduce((product, dim) => product * dim, 1);
  const random = new Random(1);
  const data = Float32Array.from({ length: windows * size }, () => random.normal());
  const session = await openSession(graphOf(network));
  try {
    const together = await run(session, data, shape);
    for (let i = 0; i < windows; i++) {
      const alone = await run(session, data.subarray(i * size, (i + 1) * size), shape);
      for (const [name, own] of Object.entries(alone)) {
        const among = together[name]?.subarray(i * own.length, (i + 1) * own.length);
        if (own.every((value, at) => isNear(value, among?.[at]))) continue;
        throw new ImportError(
          'batch',
          `the model's ${name} of a window depends on the others in the batch: export it for inference ` +
            '(model.eval()), with a dynamic batch axis',
        );
      }
    }
  } finally {
    await session.release();
  }
}

function graphOf(network: Network): Uint8Array {
  const g = new GraphBuilder();
  const input = g.input('window', 'float32', ['batch', ...network.input.shape]);
  for (const [name, value] of Object.entries(appendNetwork(g, network, input)))
    g.output(value, name);
  return g.build('lookout-imported');
}

async function run(
  session: InferenceSession,
  data: Float32Array,
  shape: readonly number[],
): Promise<Record<string, Float32Array>> {
  const batch = data.length / shape.reduce((product, dim) => product * dim, 1);
  const results = await session.run({ window: new Tensor('float32', data, [batch, ...shape]) });
  return Object.fromEntries(
    Object.entries(results).map(([name, tensor]) => [name, floatsOf(tensor)]),
  );
}

const isNear = (a: number, b = Number.NaN): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a));
