import type { Network } from '@lookout/shared/onnx/network';
import type { ChannelMap, Product } from './channel-map.ts';

/**
 * What can be saved: multiply-accumulates of a window, the weights that are multiplied by, or `work`, which
 * counts every number that a layer puts out as so many multiply-accumulates more.
 */
export type Measure = 'macs' | 'weights' | 'work';

/** Multiply-accumulates of the products in one window and their weights, while channels go one by one. */
export class MacCount {
  readonly #sides: readonly Side[];
  readonly #touched = new Map<number, Touch[]>();
  #macs = 0;
  #weights = 0;
  #elements = 0;

  /** @param elementMacs what it takes to put a number out, in multiply-accumulates */
  constructor(
    network: Network,
    map: ChannelMap,
    private readonly elementMacs = elementMacsOf(network, map),
  ) {
    this.#sides = map.products.map((product) => sideOf(network, product));
    for (const side of this.#sides) this.#add(side, 1);
    map.products.forEach((product, at) => {
      const labels = map.labels.get(product.weight);
      this.#count(map, labels?.[product.inAxis] ?? null, at, 'ins');
      this.#count(map, labels?.[product.outAxis] ?? null, at, 'outs');
    });
  }

  get macs(): number {
    return this.#macs;
  }

  get weights(): number {
    return this.#weights;
  }

  get work(): number {
    return this.#macs + this.elementMacs * this.#elements;
  }

  /** What removing these channels would save now. */
  savedBy(channels: readonly number[], measure: Measure): number {
    const before = this[measure];
    this.remove(channels);
    const saved = before - this[measure];
    this.restore(channels);
    return saved;
  }

  remove(channels: readonly number[]): void {
    for (const channel of channels) this.#change(channel, -1);
  }

  restore(channels: readonly number[]): void {
    for (const channel of channels) this.#change(channel, 1);
  }

  /** The same for channels that always save the same. */
  readonly costOf = (channel: number): string =>
    (this.#touched.get(channel) ?? []).map(({ at, ins, outs }) => `${at}:${ins}:${outs}`).join();

  #change(channel: number, sign: 1 | -1): void {
    for (const { at, ins, outs } of this.#touched.get(channel) ?? []) {
      const side = this.#sides[at];
      if (!side) continue;
      this.#add(side, -1);
      side.ins += sign * ins;
      side.outs += sign * outs;
      this.#add(side, 1);
    }
  }

  #add(side: Side, sign: 1 | -1): void {
    this.#macs += sign * costOf(side);
    this.#weights += sign * side.ins * side.outs * side.kernel;
    this.#elements += (sign * side.outs * side.uses) / side.kernel;
  }

  #count(map: ChannelMap, axis: Int32Array | null, at: number, which: 'ins' | 'outs'): void {
    for (const label of axis ?? []) {
      const channel = map.channelOf(label);
      if (channel < 0) continue;
      const touches = this.#touched.get(channel) ?? [];
      const known = touches.find((one) => one.at === at);
      const touch = known ?? { at, ins: 0, outs: 0 };
      touch[which] += 1;
      if (!known) this.#touched.set(channel, [...touches, touch]);
    }
  }
}

/** Of all products of a network as it stands. */
export const macsPerWindow = (network: Network, map: ChannelMap): number =>
  map.products.reduce((sum, product) => sum + costOf(sideOf(network, product)), 0);

/** The same with the numbers that layers put out: what a budget of work is a share of. */
export const workPerWindow = (network: Network, map: ChannelMap): number =>
  new MacCount(network, map).work;

/**
 * A layer's time is about its products at the processor's rate plus its numbers at the memory's. Those of
 * a series fit the cache next to the core; those of an image do not, and its first layers make many numbers
 * of few products each. Measured, 32 channels of 224 by 224 took 3 ms, of which their 43 million products
 * explain one (facts.md): 1.6 million numbers in 2 ms are some 54 products each, here as a power of two.
 */
const imageElementMacs = 64;

/** What a number put out is worth in multiply-accumulates: something only where the network convolves images. */
export const elementMacsOf = ({ weights }: Network, { products }: ChannelMap): number =>
  products.some(({ weight }) => weights[weight]?.shape.length === 4) ? imageElementMacs : 0;

interface Side {
  ins: number;
  outs: number;
  readonly uses: number;
  /** Weights between one channel and another. */
  readonly kernel: number;
}

interface Touch {
  readonly at: number;
  ins: number;
  outs: number;
}

function sideOf(network: Network, { weight, inAxis, outAxis, uses }: Product): Side {
  const shape = network.weights[weight]?.shape ?? [];
  const kernel = shape.filter((_, axis) => axis !== inAxis && axis !== outAxis);
  return {
    ...{ ins: shape[inAxis] ?? 0, outs: shape[outAxis] ?? 0, uses },
    kernel: kernel.reduce((product, size) => product * size, 1),
  };
}

const costOf = ({ ins, outs, uses }: Side): number => ins * outs * uses;
