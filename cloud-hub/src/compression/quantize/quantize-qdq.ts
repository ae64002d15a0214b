import { int } from '@lookout/shared/onnx/attribute';
import type { Network, NetworkNode } from '@lookout/shared/onnx/network';
import { NetworkDraft } from '../network/network-draft.ts';
import { NodeGraph } from '../network/node-graph.ts';
import { int8Weight, roundEven, type WeightBits } from './int8-weight.ts';
import { layerWeights } from './layer-weights.ts';
import { isLayer, makerInt8, planQdq, type QdqOptions, type QdqPlan } from './plan-qdq.ts';
import type { Affine, Ranges } from './range.ts';
import { withInt8Weights } from './weights-only.ts';

/**
 * The network in eight bits, for CPUs: activations as u8, weights as int8 with one scale per output,
 * biases as int32. It is written as the float network with QuantizeLinear and DequantizeLinear around its
 * layers, in just the form that ONNX Runtime makes QLinearConv, QGemm and QLinearMatMul of (facts.md,
 * "QDQ that fuses"); layers that stay in float32 have int8 weights.
 * @param ranges of `calibrateRanges` on this network
 * @throws QuantizeError
 */
export function quantizeQdq(network: Network, ranges: Ranges, options: QdqOptions = {}): Network {
  const writer = new QdqWriter(network, planQdq(network, ranges, options), options.weightBits ?? 7);
  return withInt8Weights(writer.write());
}

class QdqWriter {
  readonly #graph: NodeGraph;
  readonly #draft: NetworkDraft;
  /** The u8 form of each rounded value. */
  readonly #rounded = new Map<string, string>();
  /** What nodes in float32 see of a value that exists in eight bits only. */
  readonly #seen = new Map<string, string>();
  readonly #scales = new Map<string, readonly [string, string]>();

  constructor(
    private readonly network: Network,
    private readonly plan: QdqPlan,
    private readonly weightBits: WeightBits,
  ) {
    this.#graph = new NodeGraph(network);
    this.#draft = new NetworkDraft(network);
  }

  write(): Network {
    this.#round(this.network.input.name);
    this.network.nodes.forEach((node, number) => {
      this.#draft.keep(node, this.plan.nodes.has(number) ? this.#int8(node) : this.#float(node));
      node.outputs.forEach((name) => {
        this.#round(name);
      });
    });
    const outputs = Object.entries(this.network.outputs);
    return this.#draft.finish(
      Object.fromEntries(outputs.map(([output, name]) => [output, this.#seenAs(name)])),
    );
  }

  /** Each layer is given a DequantizeLinear of its own: one that is shared is not fused. */
  #int8(node: NetworkNode): string[] {
    const operands = node.inputs.map((name) =>
      this.plan.values.has(name) ? this.#dequantize(name) : name,
    );
    return isLayer(this.#graph, node) ? this.#withWeights(node, operands) : operands;
  }

  #float = (node: NetworkNode): string[] => node.inputs.map((name) => this.#seenAs(name));

  #seenAs(name: string): string {
    if (!this.#rounded.has(name) || !makerInt8(this.#graph, this.plan.nodes, name)) return name;
    const known = this.#seen.get(name) ?? this.#dequantize(name);
    this.#seen.set(name, known);
    return known;
  }

  #round(name: string): void {
    const affine = this.plan.values.get(name);
    if (!affine) return;
    const inputs = [name, ...this.#scale(affine)];
    this.#rounded.set(name, this.#draft.node('QuantizeLinear', inputs, {}, `${name}.u8`));
  }

  #dequantize(name: string): string {
    const [u8, affine] = [this.#rounded.get(name), this.plan.values.get(name)];
    if (u8 === undefined || !affine) return name;
    return this.#draft.node('DequantizeLinear', [u8, ...this.#scale(affine)], {}, `${name}.float`);
  }

  #scale({ scale, zeroPoint }: Affine): readonly [string, string] {
    const key = `${scale} ${zeroPoint}`;
    const known = this.#scales.get(key);
    if (known) return known;
    const made = [
      this.#draft.constant(Float32Array.of(scale), [], 'scale'),
      this.#draft.constant(Uint8Array.of(zeroPoint), [], 'zeroPoint'),
    ] as const;
    this.#scales.set(key, made);
    return made;
  }

  #withWeights(node: NetworkNode, [x = '', weight = '', bias = '']: readonly string[]): string[] {
    const tensor = this.network.weights[weight];
    const inputScale = this.plan.values.get(node.inputs[0] ?? '')?.scale ?? 1;
    const [layer] = layerWeights(node);
    if (!tensor || !layer) return [...node.inputs];
    const biases = this.network.weights[bias]?.data;
    const { values, scales } = int8Weight(weight, tensor, layer.axis, this.weightBits, (channel) =>
      leastScale(Math.abs(biases?.[channel] ?? 0), inputScale),
    );
    const int8 = this.#draft.constant(values, tensor.shape, `${weight}.int8`);
    const float = this.#perChannel(
      int8,
      scales,
      { axis: layer.axis, zeros: new Int8Array(scales.length) },
      weight,
    );
    if (!biases) return [x, float];
    const steps = scales.map((scale) => scale * inputScale);
    const int32 = Int32Array.from(biases, (value, c) => roundEven(value / (steps[c] ?? 1)));
    const held = this.#draft.constant(int32, [int32.length], `${bias}.int32`);
    return [x, float, this.#perChannel(held, steps, { axis: 0, zeros: null }, bias)];
  }

  /** ONNX Runtime fuses weights only with their zero points, and biases without them too. */
  #perChannel(
    tensor: string,
    scales: Float32Array,
    layer: { readonly axis: number; readonly zeros: Int8Array | null },
    name: string,
  ): string {
    const shape = [scales.length];
    const inputs = [tensor, this.#draft.constant(scales, shape, `${name}.scale`)];
    if (layer.zeros) inputs.push(this.#draft.constant(layer.zeros, shape, `${name}.zero`));
    const attributes = { axis: int(layer.axis) };
    return this.#draft.node('DequantizeLinear', inputs, attributes, `${name}.float`);
  }
}

/** With a smaller one the bias would leave int32; a quarter of it is left for the sum of products. */
const leastScale = (bias: number, inputScale: number): number => bias / inputScale / 2 ** 29;
