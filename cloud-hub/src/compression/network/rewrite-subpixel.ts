import {
  type Attributes,
  intAttribute,
  ints,
  intsAttribute,
  stringAttribute,
} from '@lookout/shared/onnx/attribute';
import type { Network, NetworkNode } from '@lookout/shared/onnx/network';
import type { Weight } from '@lookout/shared/onnx/vae';
import { NetworkDraft } from './network-draft.ts';
import { valueShapes } from './value-shapes.ts';

/**
 * Transposed convolutions as ordinary ones that compute every phase of the stride as channels of their
 * own, which a Reshape and a Transpose then lay side by side (Shi et al. 2016, "Is the deconvolution layer
 * the same as a convolutional layer?", arXiv 1609.07009). The same sums, a few of them times 0, in
 * kernels that ONNX Runtime also has in eight bits.
 */
export function asSubpixel(network: Network): Network {
  const shapes = valueShapes(network);
  const draft = new NetworkDraft(network);
  for (const node of network.nodes) {
    const [x = '', weightName = ''] = node.inputs;
    const weight = network.weights[weightName];
    const from = shapes.get(x)?.slice(2).map(Number);
    const to = shapes
      .get(node.outputs[0] ?? '')
      ?.slice(2)
      .map(Number);
    const axes = weight && from && to ? axesOf(node, weight, from, to) : null;
    if (weight && axes) appendSubpixel(draft, node, weight, axes);
    else draft.keep(node);
  }
  return draft.finish();
}

/** One spatial axis: the taps of each phase, and where the ordinary kernel begins and ends. */
interface Axis {
  readonly stride: number;
  /** Of the transposed kernel: the tap at a place of the ordinary kernel, by phase; outside of it none. */
  readonly tap: (phase: number, place: number) => number;
  readonly kernelFrom: number;
  readonly kernel: number;
  readonly size: number;
  readonly begin: number;
  readonly end: number;
  /** Positions of each phase. */
  readonly count: number;
  /** What is left over behind the last wanted row. */
  readonly out: number;
  readonly kernelWas: number;
}

/** Null where the node is left as it is. */
function axesOf(
  { op, attributes }: NetworkNode,
  { shape }: Weight,
  from: readonly number[],
  to: readonly number[],
): readonly Axis[] | null {
  if (op !== 'ConvTranspose' || intAttribute(attributes, 'group', 1) !== 1) return null;
  if ((stringAttribute(attributes, 'auto_pad') ?? 'NOTSET') !== 'NOTSET') return null;
  if (intsAttribute(attributes, 'dilations')?.some((dilation) => dilation !== 1)) return null;
  const strides = intsAttribute(attributes, 'strides');
  const pads = intsAttribute(attributes, 'pads');
  const axes = from.map((size, i) =>
    axisOf(strides?.[i] ?? 1, shape[i + 2] ?? 1, pads?.[i] ?? 0, size, to[i] ?? 0),
  );
  const fits = axes.every(({ begin, end, count, stride, out }) => {
    return begin >= 0 && end >= 0 && count * stride === out;
  });
  return fits && axes.some(({ stride }) => stride > 1) ? axes : null;
}

/**
 * Output o = stride·q + phase gathers the inputs t with stride·t + tap = o + pad, so
 * tap = phase + pad - stride·(t - q): place t - q of an ordinary kernel.
 */
function axisOf(stride: number, kernel: number, pad: number, size: number, out: number): Axis {
  const tap = (phase: number, place: number) => phase + pad - stride * place;
  const kernelFrom = Math.ceil((pad - (kernel - 1)) / stride);
  const kernelTo = Math.floor((stride - 1 + pad) / stride);
  const count = Math.ceil(out / stride);
  return {
    stride,
    tap,
    kernelFrom,
    kernel: kernelTo - kernelFrom + 1,
    size,
    begin: -kernelFrom,
    end: count - 1 + kernelTo - (size - 1),
    count,
    out,
    kernelWas: kernel,
  };
}

function appendSubpixel(
  draft: NetworkDraft,
  node: NetworkNode,
  weight: Weight,
  axes: readonly Axis[],
): void {
  const [x = '', weightName = '', biasName = ''] = node.inputs;
  const phases = axes.reduce((product, { stride }) => product * stride, 1);
  const outputs = weight.shape[1] ?? 1;
  draft.weights[weightName] = ordinaryKernel(weight, axes, phases);
  const bias = draft.weights[biasName];
  if (bias) {
    const data = Float32Array.from({ length: outputs * phases }, (_, i) => {
      return bias.data[Math.floor(i / phases)] ?? 0;
    });
    draft.weights[biasName] = { shape: [data.length], data };
  }
  const [output = ''] = node.outputs;
  const inputs = biasName === '' ? [x, weightName] : [x, weightName, biasName];
  const apart = draft.node('Conv', inputs, convAttributes(axes), `${output}.phases`);
  const strided = axes.flatMap(({ stride }, i) => (stride > 1 ? [i] : []));
  const strides = strided.map((i) => axes[i]?.stride ?? 1);
  const split = [-1, outputs, ...strides, ...axes.map(({ count }) => count)];
  const grid = draft.node('Reshape', [apart, draft.int64s(split)], {}, `${output}.grid`);
  const firstCount = 2 + strides.length;
  const order = axes.flatMap((_, i) => {
    const phase = strided.indexOf(i);
    return phase < 0 ? [firstCount + i] : [firstCount + i, 2 + phase];
  });
  const perm = { perm: ints([0, 1, ...order]) };
  const woven = draft.node('Transpose', [grid], perm, `${output}.woven`);
  const whole = draft.int64s([-1, outputs, ...axes.map(({ out }) => out)]);
  draft.nodes.push({
    op: 'Reshape',
    inputs: [woven, whole],
    outputs: node.outputs,
    attributes: {},
  });
}

const convAttributes = (axes: readonly Axis[]): Attributes => ({
  strides: ints(axes.map(() => 1)),
  pads: ints([...axes.map(({ begin }) => begin), ...axes.map(({ end }) => end)]),
});

/** [in, out, *kernel] → [out · phases, in, *places], the phase fastest. */
function ordinaryKernel({ shape, data }: Weight, axes: readonly Axis[], phases: number): Weight {
  const [into = 1, outputs = 1] = shape;
  const places = axes.map(({ kernel }) => kernel);
  const size = places.reduce((product, dim) => product * dim, 1);
  const made = new Float32Array(outputs * phases * into * size);
  made.forEach((_, at) => {
    const place = digits(at % size, places);
    const channel = Math.floor(at / (size * into));
    const phase = digits(
      channel % phases,
      axes.map(({ stride }) => stride),
    );
    let from = (Math.floor(at / size) % into) * outputs + Math.floor(channel / phases);
    for (const [i, axis] of axes.entries()) {
      const tap = axis.tap(phase[i] ?? 0, (place[i] ?? 0) + axis.kernelFrom);
      if (tap < 0 || tap >= axis.kernelWas) return;
      from = from * axis.kernelWas + tap;
    }
    made[at] = data[from] ?? 0;
  });
  return { shape: [outputs * phases, into, ...places], data: made };
}

/** A row-major position as one index per axis. */
function digits(at: number, sizes: readonly number[]): number[] {
  let rest = at;
  return sizes
    .toReversed()
    .map((size) => {
      const digit = rest % size;
      rest = Math.floor(rest / size);
      return digit;
    })
    .toReversed();
}
