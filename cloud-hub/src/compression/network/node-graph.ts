import type { Network, NetworkNode } from '@lookout/shared/onnx/network';

/** Who makes and who uses each value of a network, by the numbers of the nodes. */
export class NodeGraph {
  readonly #makers = new Map<string, number>();
  readonly #users = new Map<string, number[]>();
  readonly #given: ReadonlySet<string>;

  constructor(readonly network: Network) {
    network.nodes.forEach(({ inputs, outputs }, number) => {
      for (const name of outputs) this.#makers.set(name, number);
      for (const name of inputs) this.#users.set(name, [...(this.#users.get(name) ?? []), number]);
    });
    this.#given = new Set(Object.values(network.outputs));
  }

  /** Null for the input, weights and constants. */
  maker(value: string): number | null {
    return this.#makers.get(value) ?? null;
  }

  makerNode(value: string): NetworkNode | null {
    return this.network.nodes[this.maker(value) ?? -1] ?? null;
  }

  users(value: string): readonly number[] {
    return this.#users.get(value) ?? [];
  }

  /** The one node that uses a value, null where there are more, none, or it is given out. */
  soleUser(value: string): number | null {
    const [only, ...others] = this.users(value);
    return others.length > 0 || this.#given.has(value) ? null : (only ?? null);
  }

  /** Whether a name is a value, and no weight or constant. */
  isValue(name: string): boolean {
    return this.#makers.has(name) || name === this.network.input.name;
  }
}
