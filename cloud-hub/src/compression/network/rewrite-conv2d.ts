import { type Attributes, ints, intsAttribute } from '@lookout/shared/onnx/attribute';
import type { Network, NetworkNode } from '@lookout/shared/onnx/network';
import type { Weight } from '@lookout/shared/onnx/vae';
import { NetworkDraft } from './network-draft.ts';
import { NodeGraph } from './node-graph.ts';
import { valueShapes } from './value-shapes.ts';

const convolutions = new Set(['Conv', 'ConvTranspose']);
const pools = new Set(['MaxPool', 'AveragePool']);
/** They do the same to a row of an image as to a series. */
const pointwise = new Set([
  ...['Relu', 'LeakyRelu', 'Clip', 'Sigmoid', 'Tanh', 'Elu', 'Softplus', 'Erf', 'Identity'],
  'BatchNormalization',
]);
const joins = new Set(['Add', 'Mul', 'Sub']);

/**
 * Convolutions along time as convolutions of images of height 1: exactly the same sums, for which ONNX
 * Runtime has the faster kernels (facts.md: up to 1.7 times at batch 32). Weights get an axis of 1.
 */
export function asConv2d(network: Network): Network {
  return new Conv2dWriter(network).write();
}

class Conv2dWriter {
  readonly #draft: NetworkDraft;
  readonly #graph: NodeGraph;
  readonly #shapes;
  /** Values [batch, channels, rows] by the name of the same numbers as [batch, channels, 1, rows]. */
  readonly #images = new Map<string, string>();
  /** Values that are there as images only. */
  readonly #imagesOnly = new Set<string>();

  constructor(private readonly network: Network) {
    this.#draft = new NetworkDraft(network);
    this.#graph = new NodeGraph(network);
    this.#shapes = valueShapes(network);
  }

  write(): Network {
    for (const node of this.network.nodes) {
      if (this.#isSeries(node)) this.#image(node);
      else if (this.#turnsBack(node)) this.#turnBack(node);
      else if (this.#isFlattening(node)) this.#draft.keep(node, this.#flattened(node));
      else this.#draft.keep(node, node.inputs.map(this.#series));
    }
    const outputs = Object.entries(this.network.outputs);
    return this.#draft.finish(
      Object.fromEntries(outputs.map(([output, name]) => [output, this.#series(name)])),
    );
  }

  #isSeries({ op, inputs, outputs: [output = ''] }: NetworkNode): boolean {
    if (this.#shapes.get(output)?.length !== 3) return false;
    if (convolutions.has(op)) return this.network.weights[inputs[1] ?? '']?.shape.length === 3;
    const [x = '', y = ''] = inputs;
    if (pools.has(op) || pointwise.has(op)) return this.#images.has(x);
    return joins.has(op) && this.#images.has(x) && this.#images.has(y);
  }

  #image(node: NetworkNode): void {
    const [output = ''] = node.outputs;
    const inputs = node.inputs.map((name, i) => (i === 0 ? this.#asImage(name) : name));
    if (convolutions.has(node.op)) inputs[1] = this.#flatKernel(node.inputs[1] ?? '');
    if (joins.has(node.op)) inputs[1] = this.#asImage(node.inputs[1] ?? '');
    const attributes = flatAttributes(node.attributes);
    this.#images.set(output, this.#draft.node(node.op, inputs, attributes, `${output}.image`));
    this.#imagesOnly.add(output);
  }

  #asImage(name: string): string {
    const known = this.#images.get(name);
    if (known !== undefined) return known;
    const maker = this.#graph.makerNode(name);
    const image = swapsRows(maker)
      ? this.#turned(maker?.inputs[0] ?? '', `${name}.image`)
      : this.#draft.node('Unsqueeze', [name, this.#draft.int64s([2])], {}, `${name}.image`);
    this.#images.set(name, image);
    return image;
  }

  /**
   * [batch, rows, channels] → [batch, 1, rows, channels] → [batch, channels, 1, rows]: kernels in eight
   * bits take the channels last, and the runtime drops a Transpose that meets its own.
   */
  #turned(series: string, name: string): string {
    const wide = this.#draft.node('Unsqueeze', [this.#series(series), this.#draft.int64s([1])]);
    return this.#draft.node('Transpose', [wide], { perm: ints([0, 3, 1, 2]) }, name);
  }

  #turnsBack = (node: NetworkNode): boolean =>
    swapsRows(node) && this.#imagesOnly.has(node.inputs[0] ?? '');

  #turnBack({ inputs: [x = ''], outputs }: NetworkNode): void {
    const image = [this.#images.get(x) ?? x];
    const wide = this.#draft.node('Transpose', image, { perm: ints([0, 2, 3, 1]) });
    const inputs = [wide, this.#draft.int64s([1])];
    this.#draft.nodes.push({ op: 'Squeeze', inputs, outputs, attributes: {} });
  }

  /** A Squeeze where something needs the three axes. */
  #series = (name: string): string => {
    const image = this.#images.get(name);
    if (image === undefined || !this.#imagesOnly.has(name)) return name;
    const inputs = [image, this.#draft.int64s([2])];
    return this.#draft.node('Squeeze', inputs, {}, `${name}.series`);
  };

  /** Row by row the numbers lie as they did: a Reshape to [batch, all] may take the image. */
  #isFlattening({ op, inputs: [x = ''], outputs: [output = ''] }: NetworkNode): boolean {
    const to = this.#shapes.get(output);
    const flat = op === 'Reshape' || op === 'Flatten';
    return (
      flat && this.#imagesOnly.has(x) && to?.length === 2 && to[0] === this.#shapes.get(x)?.[0]
    );
  }

  #flattened = ({ inputs: [x = '', ...others] }: NetworkNode): string[] => [
    this.#images.get(x) ?? x,
    ...others,
  ];

  #flatKernel(name: string): string {
    const weight = this.network.weights[name];
    if (weight) this.#draft.weights[name] = withAxis(weight);
    return name;
  }
}

const swapsRows = (node: NetworkNode | null): boolean =>
  node?.op === 'Transpose' && intsAttribute(node.attributes, 'perm')?.join() === '0,2,1';

/** [out, in, rows] → [out, in, 1, rows] */
function withAxis({ shape: [out = 1, into = 1, rows = 1], data }: Weight): Weight {
  return { shape: [out, into, 1, rows], data };
}

/** What an attribute says of the one axis of height. */
const ofHeight: Readonly<Record<string, number>> = {
  strides: 1,
  dilations: 1,
  kernel_shape: 1,
  output_padding: 0,
};

function flatAttributes(attributes: Attributes): Attributes {
  const changed: Record<string, Attributes[string]> = { ...attributes };
  for (const [name, height] of Object.entries(ofHeight)) {
    const values = intsAttribute(attributes, name);
    if (values) changed[name] = ints([height, ...values]);
  }
  const pads = intsAttribute(attributes, 'pads');
  if (pads) changed.pads = ints([0, pads[0] ?? 0, 0, pads[1] ?? 0]);
  return changed;
}
