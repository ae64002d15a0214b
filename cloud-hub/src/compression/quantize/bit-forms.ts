import type { Network } from '@lookout/shared/onnx/network';
import { foldBatchNorms } from '../import/fold-batch-norm.ts';
import { asConv2d } from '../network/rewrite-conv2d.ts';
import { poolFirst } from '../network/rewrite-pool-first.ts';
import { asSubpixel } from '../network/rewrite-subpixel.ts';
import { calibrateRanges } from './calibrate.ts';
import { toFloat16 } from './float16.ts';
import { quantizeQdq } from './quantize-qdq.ts';
import { weightsOnly } from './weights-only.ts';

/**
 * - `fp32`: as it was trained
 * - `int8`: weights as int8, sums in float32
 * - `u8i8`: activations as u8 too
 * - `fp16`: weights and activations, for GPUs
 */
export const bitFormNames = ['fp32', 'int8', 'u8i8', 'fp16'] as const;
export type BitFormName = (typeof bitFormNames)[number];

/** One way to write a network into a file; `name` tells those of the same form apart. */
export interface BitForm {
  readonly form: BitFormName;
  readonly name: string;
  readonly network: Network;
}

/**
 * The ways to write a network for a CPU, the same operators in the layouts that ONNX Runtime has the
 * fastest kernels for: which is faster is for a measurement to say.
 * @param windows [n, ...network.input.shape], normal and spoilt ones (`calibrationWindows`)
 * @throws QuantizeError
 */
export async function cpuForms(network: Network, windows: Float32Array): Promise<BitForm[]> {
  const plain = foldBatchNorms(network);
  const images = asConv2d(poolFirst(plain));
  const subpixel = asSubpixel(images);
  const layouts = [
    { suffix: '', layout: images },
    ...(transposes(images) ? [{ suffix: ' subpixel', layout: subpixel }] : []),
  ];
  const forms: BitForm[] = [];
  for (const { suffix, layout } of layouts) {
    const ranges = await calibrateRanges(layout, windows, { method: 'minmax' });
    const add = (form: BitFormName, detail: string, made: Network) =>
      forms.push({ form, name: `${form}${suffix}${detail}`, network: made });
    add('fp32', '', layout);
    add('int8', '', weightsOnly(layout));
    add('u8i8', '', quantizeQdq(layout, ranges));
    for (const [detail, keepFloat] of [
      ['float heads', headsOf(layout)],
      ['float first', firstOfImages(layout)],
    ] as const)
      if (keepFloat.size > 0) add('u8i8', ` ${detail}`, quantizeQdq(layout, ranges, { keepFloat }));
  }
  return forms;
}

export const gpuForms = (network: Network): BitForm[] => [
  { form: 'fp16', name: 'fp16', network: toFloat16(foldBatchNorms(network)) },
];

const transposes = ({ nodes }: Network): boolean => nodes.some(({ op }) => op === 'ConvTranspose');

/** The first convolution of an image: few channels go in, and in float32 only the pooled rest is rounded. */
function firstOfImages({ input, nodes }: Network): Set<number> {
  const first = nodes.findIndex(({ op }) => op === 'Conv');
  return new Set(input.shape.length === 3 && first >= 0 ? [first] : []);
}

/** Numbers of the layers that give μ and log σ²: small ones, on which the KL hangs. */
export function headsOf({ nodes, outputs }: Network): Set<number> {
  const heads = new Set<number>();
  for (const output of [outputs.mu, outputs.logvar]) {
    let name = output;
    for (let number = nodes.length - 1; number >= 0; number--) {
      const node = nodes[number];
      if (!node || !node.outputs.some((made) => made === name)) continue;
      if (node.op === 'Gemm' || node.op === 'MatMul') heads.add(number);
      if (node.op !== 'Clip' && node.op !== 'Add') break;
      name = node.inputs[0];
    }
  }
  return heads;
}
