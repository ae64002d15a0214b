import type { Network } from '@lookout/shared/onnx/network';
import type { ChannelMap, Product } from './channel-map.ts';

/** Multiply-accumulates of the products in one window, while channels go one by one. */
export class MacCount {
  readonly #sides: readonly Side[];
  readonly #touched = new Map<number, Touch[]>();
  #total: number;

  constructor(network: Network, map: ChannelMap) {
    this.#sides = map.products.map((product) => sideOf(network, product));
    this.#total = this.#sides.reduce((sum, side) => sum + costOf(side), 0);
    map.products.forEach((product, at) => {
      const labels = map.labels.get(product.weight);
      this.#count(map, labels?.[product.inAxis] ?? null, at, 'ins');
      this.#count(map, labels?.[product.outAxis] ?? null, at, 'outs');
    });
  }

  get total(): number {
    return this.#total;
  }

  /** What removing the channel would save now. */
  savedBy(channel: number): number {
    let saved = 0;
    for (const { at, ins, outs } of this.#touched.get(channel) ?? []) {
      const side = this.#sides[at];
      if (side) saved += costOf(side) - side.uses * (side.ins - ins) * (side.outs - outs);
    }
    return saved;
  }

  remove(channel: number): void {
    this.#total -= this.savedBy(channel);
    for (const { at, ins, outs } of this.#touched.get(channel) ?? []) {
      const side = this.#sides[at];
      if (!side) continue;
      side.ins -= ins;
      side.outs -= outs;
    }
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

interface Side {
  ins: number;
  outs: number;
  readonly uses: number;
}

interface Touch {
  readonly at: number;
  ins: number;
  outs: number;
}

function sideOf(network: Network, { weight, inAxis, outAxis, uses }: Product): Side {
  const shape = network.weights[weight]?.shape ?? [];
  return { ins: shape[inAxis] ?? 0, outs: shape[outAxis] ?? 0, uses };
}

const costOf = ({ ins, outs, uses }: Side): number => ins * outs * uses;
