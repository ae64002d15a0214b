import type { Attributes } from '@lookout/shared/onnx/attribute';
import type { FixedTensor, Network, NetworkNode } from '@lookout/shared/onnx/network';
import type { Weight } from '@lookout/shared/onnx/vae';
import type { TensorData } from '@lookout/shared/onnx/value';

/** A network while it is written anew, node by node, from an old one. */
export class NetworkDraft {
  readonly nodes: NetworkNode[] = [];
  readonly weights: Record<string, Weight>;
  readonly constants: Record<string, FixedTensor>;
  readonly #taken: Set<string>;
  readonly #lists = new Map<string, string>();

  constructor(private readonly from: Network) {
    this.weights = { ...from.weights };
    this.constants = { ...from.constants };
    const made = from.nodes.flatMap(({ outputs }) => outputs);
    const tensors = [...Object.keys(from.weights), ...Object.keys(from.constants)];
    this.#taken = new Set([from.input.name, ...made, ...tensors]);
  }

  /** A node as the old network has it, with other operands. */
  keep(node: NetworkNode, inputs: readonly string[] = node.inputs): void {
    this.nodes.push({ ...node, inputs });
  }

  /** A new node with one output, whose name it returns. */
  node(op: string, inputs: readonly string[], attributes: Attributes = {}, name = op): string {
    const output = this.#fresh(name);
    this.nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  constant(data: TensorData, shape: readonly number[], name = 'constant'): string {
    const own = this.#fresh(name);
    this.constants[own] = { data, shape };
    return own;
  }

  /** int64 [n]: axes, sizes; the same list is held once. */
  int64s(values: readonly number[]): string {
    const key = values.join();
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const name = this.constant(BigInt64Array.from(values, BigInt), [values.length], 'sizes');
    this.#lists.set(key, name);
    return name;
  }

  /** Without nodes and tensors that nothing needs any more. */
  finish(outputs: Network['outputs'] = this.from.outputs): Network {
    const needed = new Set(Object.values(outputs));
    const nodes = this.nodes.toReversed().filter((node) => {
      if (!node.outputs.some((name) => needed.has(name))) return false;
      for (const name of node.inputs) needed.add(name);
      return true;
    });
    const { input } = this.from;
    const [weights, constants] = [used(this.weights, needed), used(this.constants, needed)];
    return { input, nodes: nodes.toReversed(), weights, constants, outputs };
  }

  #fresh(wanted: string): string {
    let name = wanted;
    for (let i = 1; this.#taken.has(name); i++) name = `${wanted}.${i}`;
    this.#taken.add(name);
    return name;
  }
}

const used = <T>(tensors: Readonly<Record<string, T>>, names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => names.has(name)));
