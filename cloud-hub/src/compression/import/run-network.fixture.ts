import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork, type Network } from '@lookout/shared/onnx/network';
import { Tensor } from 'onnxruntime-node';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';

/** What the network gives for [batch, ...input.shape], through the runtime, by output. */
export async function runNetwork(
  network: Network,
  windows: Float32Array,
): Promise<Record<string, Float32Array>> {
  const { shape } = network.input;
  const g = new GraphBuilder();
  const results = appendNetwork(g, network, g.input('x', 'float32', ['batch', ...shape]));
  for (const [name, value] of Object.entries(results)) g.output(value, name);
  const session = await openSession(g.build());
  try {
    const batch = windows.length / shape.reduce((product, size) => product * size, 1);
    const outputs = await session.run({ x: new Tensor('float32', windows, [batch, ...shape]) });
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, Float32Array.from(floatsOf(tensor))]),
    );
  } finally {
    await session.release();
  }
}

/** Largest |a - b| / max(1, |b|). */
export function largestDeviation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Math.max(
    ...Array.from(
      b,
      (value, i) => Math.abs((a[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value)),
    ),
  );
}
