import { string } from '@lookout/shared/onnx/attribute';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { FixedTensor, Network, NetworkOutput } from '@lookout/shared/onnx/network';
import { networkOf } from '@lookout/shared/onnx/network-of';
import { type VaeArchitecture, vaeParameters, type Weight } from '@lookout/shared/onnx/vae';
import type { Value } from '@lookout/shared/onnx/value';
import { Random } from '@lookout/shared/simulator/random';
import { Tensor } from 'onnxruntime-node';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';
import { writeNetwork } from './network-file.ts';

const random = new Random(7);
const normals = (count: number, spread = 1) =>
  Float32Array.from({ length: count }, () => spread * random.normal());

/** Of random weights that keep a value's size from layer to layer. */
export function randomWeight(shape: readonly number[], inputs: number): Weight {
  const count = shape.reduce((product, dim) => product * dim, 1);
  return { shape, data: normals(count, Math.sqrt(2 / inputs)) };
}

const sizes = { windowLength: 16, channels: 3, latent: 4, logVarianceBounds: [-8, 4] as const };

function vae(architecture: VaeArchitecture): Network {
  const weights = Object.fromEntries(
    vaeParameters(architecture).map(({ name, shape, outputAxis }) => {
      const [outputs, count] = [shape[outputAxis ?? 0] ?? 1, shape.reduce((p, d) => p * d, 1)];
      return [name, randomWeight(shape, outputAxis === undefined ? 200 : count / outputs)];
    }),
  );
  return networkOf({ architecture, weights });
}

/** 16 rows of 3 channels. */
export const denseNetwork = () => vae({ kind: 'dense', hidden: [24, 16], ...sizes });
export const conv1dNetwork = () => vae({ kind: 'conv1d', hidden: [16, 24], kernel: 5, ...sizes });

/**
 * An autoencoder of images [3, 16, 16]: convolution, normalization, LeakyReLU and pooling down, nearest
 * upsampling and convolution up.
 */
export function conv2dNetwork(): Network {
  const net = new NetworkParts([3, 16, 16]);
  const { g } = net;
  const same = { pads: [1, 1, 1, 1] };
  const layer = (name: string, x: Value, from: number, to: number) =>
    g.conv(
      x,
      net.weight(`${name}.weight`, [to, from, 3, 3]),
      net.weight(`${name}.bias`, [to]),
      same,
    );
  const norm = (name: string, x: Value, channels: number) =>
    g.op('BatchNormalization', [
      x,
      net.positive(`${name}.scale`, channels),
      net.weight(`${name}.offset`, [channels]),
      net.weight(`${name}.mean`, [channels]),
      net.positive(`${name}.variance`, channels),
    ]);
  const twice = (x: Value) =>
    g.op('Resize', [x, null, g.constant(Float32Array.of(1, 1, 2, 2), [4])], {
      mode: string('nearest'),
      coordinate_transformation_mode: string('asymmetric'),
      nearest_mode: string('floor'),
    });
  const down = (name: string, x: Value, from: number, to: number) =>
    g.maxPool(g.leakyRelu(norm(`${name}n`, layer(name, x, from, to), to), 0.1), [2, 2]);
  const top = down('c1', down('c0', net.input, 3, 8), 8, 16); // [batch, 16, 4, 4]
  const mu = g.gemm(
    g.reshape(top, [-1, 256]),
    net.weight('mu.weight', [256, 6]),
    net.weight('mu.bias', [6]),
  );
  const lifted = g.gemm(mu, net.weight('lift.weight', [6, 256]), net.weight('lift.bias', [256]));
  const low = g.reshape(g.relu(lifted), [-1, 16, 4, 4]);
  const middle = g.relu(layer('d0', twice(low), 16, 8));
  return net.finish({ reconstruction: layer('d1', twice(middle), 8, 3), mu });
}

/** Builds a network out of operators, with random weights. */
export class NetworkParts {
  readonly g = new GraphBuilder();
  readonly input: Value;
  readonly #weights: Record<string, Weight> = {};

  constructor(private readonly shape: readonly number[]) {
    this.input = this.g.input('x', 'float32', ['batch', ...shape]);
  }

  weight(name: string, shape: readonly number[]): Value {
    const count = shape.reduce((product, dim) => product * dim, 1);
    const outputs = name.startsWith('c') || name.startsWith('d') ? shape[0] : shape.at(-1);
    return this.#hold(name, randomWeight(shape, shape.length > 1 ? count / (outputs ?? 1) : 200));
  }

  positive(name: string, count: number): Value {
    const data = Float32Array.from({ length: count }, () => 0.5 + random.uniform());
    return this.#hold(name, { shape: [count], data });
  }

  finish(outputs: Partial<Record<NetworkOutput, Value>>): Network {
    const constants: Record<string, FixedTensor> = {};
    for (const { inputs } of this.g.nodes)
      for (const value of inputs)
        if (value?.data && !(value.name in this.#weights))
          constants[value.name] = { shape: value.shape.map(Number), data: value.data };
    return {
      input: { name: 'x', shape: this.shape },
      nodes: this.g.nodes.map(({ op, inputs, outputs: made, attributes }) => ({
        op,
        inputs: inputs.map((value) => value?.name ?? ''),
        outputs: made.map(({ name }) => name),
        attributes,
      })),
      weights: this.#weights,
      constants,
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([output, value]) => [output, value.name]),
      ),
    };
  }

  #hold(name: string, weight: Weight): Value {
    this.#weights[name] = weight;
    return this.g.constant(weight.data, weight.shape, name);
  }
}

export const normalWindows = ({ input }: Network, count: number): Float32Array =>
  normals(input.shape.reduce((product, dim) => product * dim, count));

/** Every output of a network on windows [n, ...]. */
export async function runNetwork(
  network: Network,
  windows: Float32Array,
): Promise<Record<string, Float32Array>> {
  const size = network.input.shape.reduce((product, dim) => product * dim, 1);
  const session = await openSession(writeNetwork(network));
  try {
    const shape = [windows.length / size, ...network.input.shape];
    const results = await session.run({ input: new Tensor('float32', windows, shape) });
    return Object.fromEntries(
      Object.entries(results).map(([name, tensor]) => [name, floatsOf(tensor)]),
    );
  } finally {
    await session.release();
  }
}

/** max |a - b| over max |b| */
export function largestGap(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b || a.length !== b.length) return Number.NaN;
  let [gap, size] = [0, 0];
  a.forEach((value, i) => {
    gap = Math.max(gap, Math.abs(value - (b[i] ?? Number.NaN)));
    size = Math.max(size, Math.abs(b[i] ?? 0));
  });
  return gap / size;
}

/** ‖a - b‖ / ‖b‖ */
export function relativeGap(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b || a.length !== b.length) return Number.NaN;
  return Math.hypot(...a.map((value, i) => value - (b[i] ?? Number.NaN))) / Math.hypot(...b);
}
