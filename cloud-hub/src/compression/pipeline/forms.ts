import type { Network } from '@lookout/shared/onnx/network';
import { Random } from '@lookout/shared/simulator/random';
import { asConv2d } from '../network/rewrite-conv2d.ts';
import { poolFirst } from '../network/rewrite-pool-first.ts';
import { asSubpixel } from '../network/rewrite-subpixel.ts';
import { calibrateRanges } from '../quantize/calibrate.ts';
import { calibrationWindows } from '../quantize/calibration-windows.ts';
import { toFloat16 } from '../quantize/float16.ts';
import { quantizeQdq } from '../quantize/quantize-qdq.ts';
import { weightsOnly, withInt8Weights } from '../quantize/weights-only.ts';
import { type FormName, formTitles } from './form-titles.ts';

/** How a network's numbers are held, and in what kernels they are worked on. */
export interface Form {
  /** Such as `int8-weights`: part of a variant's name. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /**
   * @param windows normal ones, for the ranges of activations: [n, ...network.input.shape]
   * @returns null where it would be no other network than in an earlier form
   */
  readonly apply: (network: Network, windows: Float32Array) => Promise<Network | null>;
}

const rangeWindows = 512;

/** Exact, and faster where convolutions run along time: the runtime's kernels for images are its best. */
const faster = (network: Network): Network => asSubpixel(asConv2d(poolFirst(network)));

const convolves = ({ nodes }: Network): boolean =>
  nodes.some(({ op }) => op === 'Conv' || op === 'ConvTranspose');

/** What a CPU may be given: which of them is fastest depends on the network, so all are timed. */
export const cpuForms: readonly Form[] = [
  {
    name: 'int8-weights',
    title: formTitles['int8-weights'],
    apply: async (network) => weightsOnly(network),
  },
  {
    name: 'int8-weights-2d',
    title: formTitles['int8-weights-2d'],
    apply: async (network) => (convolves(network) ? withInt8Weights(faster(network)) : null),
  },
  {
    name: 'int8',
    title: formTitles.int8,
    apply: (network, windows) => inInt8(network, windows, () => new Set()),
  },
  {
    name: 'int8-but-first',
    title: formTitles['int8-but-first'],
    apply: async (network, windows) =>
      network.input.shape.length === 3 ? inInt8(network, windows, firstConvolution) : null,
  },
];

/** What a GPU is given: half the memory to read, and twice the rate where it counts in halves. */
export const gpuForm: Form = {
  name: 'fp16',
  title: formTitles.fp16,
  apply: async (network) => toFloat16(network),
};

async function inInt8(
  network: Network,
  windows: Float32Array,
  keepFloat: (prepared: Network) => ReadonlySet<number>,
): Promise<Network> {
  const { shape } = network.input;
  const size = shape.reduce((product, dim) => product * dim, 1);
  const some = evenly(windows, size, rangeWindows);
  const shown = calibrationWindows(some, shape, new Random(1));
  const prepared = faster(network);
  const ranges = await calibrateRanges(prepared, shown, { method: 'minmax' });
  return quantizeQdq(prepared, ranges, { keepFloat: keepFloat(prepared) });
}

/** Of an image: few channels go in, and behind it only what is left after the pooling is rounded. */
const firstConvolution = ({ nodes }: Network): Set<number> =>
  new Set([nodes.findIndex(({ op }) => op === 'Conv')]);

function evenly(windows: Float32Array, size: number, count: number): Float32Array {
  const total = windows.length / size;
  const stride = Math.max(1, Math.floor(total / count));
  const chosen = new Float32Array(Math.ceil(total / stride) * size);
  for (let i = 0, at = 0; i < total; i += stride, at += size)
    chosen.set(windows.subarray(i * size, (i + 1) * size), at);
  return chosen;
}

export const fp32Form: Form = {
  name: 'fp32',
  title: formTitles.fp32,
  apply: async (network) => network,
};

const allForms: readonly Form[] = [fp32Form, ...cpuForms, gpuForm];

export function formNamed(name: FormName): Form {
  const found = allForms.find((form) => form.name === name);
  if (found) return found;
  throw new RangeError(`there is no form "${name}"`);
}
