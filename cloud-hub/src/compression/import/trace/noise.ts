import { intsAttribute } from '@lookout/shared/onnx/attribute';
import { broadcast } from '@lookout/shared/onnx/shape';
import type { Shape } from '@lookout/shared/onnx/value';
import { ImportError } from '../import-error.ts';
import { batchDim, type Call, isConstant, shapeOf, type Traced } from './traced.ts';

const like = new Set(['RandomNormalLike', 'RandomUniformLike']);
const ofShape = new Set(['RandomNormal', 'RandomUniform']);
/** A function of noise alone is noise: two uniform numbers make a normal one (Box & Muller 1958). */
const ownFunctions = new Set([
  ...['Abs', 'Add', 'Cast', 'Clip', 'Cos', 'Div', 'Erf', 'Exp', 'Log', 'Max', 'Min', 'Mul', 'Neg'],
  ...['Pow', 'Reciprocal', 'Sin', 'Sqrt', 'Sub'],
]);
const sameShape = new Set(['Identity', 'Dropout']);

/** What a sampling node is taken for; null for any other node. */
export function noiseOf(call: Call, fixedBatch: number | null): Traced | null {
  if (like.has(call.op)) return { kind: 'noise', shape: firstShape(call) };
  if (!ofShape.has(call.op)) return null;
  const [first, ...rest] = intsAttribute(call.attributes, 'shape') ?? [];
  if (first === undefined) return { kind: 'noise', shape: [] };
  return { kind: 'noise', shape: [first === fixedBatch ? batchDim : first, ...rest] };
}

/**
 * A window is scored with z = μ, the mean of what the network would draw: noise is 0, and so is what is in
 * proportion to it. Null where no operand is noise.
 * @throws ImportError `unsupported` where the noise goes another way
 */
export function withoutNoise(call: Call): Traced | { readonly negated: Traced } | null {
  const [a, b] = call.inputs;
  const isNoise = (traced: Traced | null | undefined) => traced?.kind === 'noise';
  if (!call.inputs.some(isNoise)) return null;
  const noise = (): Traced => ({
    kind: 'noise',
    shape: call.inputs.flatMap((one) => (one ? [shapeOf(one)] : [])).reduce(broadcast),
  });
  const alone = call.inputs.every((one) => one === null || isNoise(one) || isConstant(one));
  if (alone && ownFunctions.has(call.op)) return noise();
  if (a && sameShape.has(call.op)) return a;
  if (call.op === 'Mul' || (call.op === 'Div' && isNoise(a))) return noise();
  if (a && b && (call.op === 'Add' || call.op === 'Sub')) {
    const kept = isNoise(a) ? b : a;
    if (noise().kind === 'noise' && sameSizes(shapeOf(kept), shapeOf(noise())))
      return call.op === 'Sub' && isNoise(a) ? { negated: kept } : kept;
  }
  throw new ImportError(
    'unsupported',
    `random numbers go into operator ${call.op}: only μ + σ·noise can be taken out; export the network ` +
      'with z = μ (as in model.eval())',
  );
}

const firstShape = ({ inputs: [x] }: Call): Shape => (x ? shapeOf(x) : []);
const sameSizes = (a: Shape, b: Shape): boolean => a.join() === b.join();
