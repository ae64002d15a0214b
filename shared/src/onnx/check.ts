import { OnnxError } from './error.ts';
import { inferOutputs } from './infer.ts';
import { macsOf } from './macs.ts';
import { type ModelNode, type OnnxModel, readModel } from './read.ts';
import { type Dim, ELEMENT_TYPES, elementCount, showShape, type Value } from './value.ts';

/** What a model may ask for. A 127-byte file can demand 8 GB, so this is settled before the runtime sees it. */
export interface ModelLimits {
  readonly fileBytes: number;
  readonly nodes: number;
  /** All tensors that one run computes, with every size known only at run time set to `batch`. */
  readonly activationBytes: number;
  /** Multiply-accumulates of one run at that batch. */
  readonly macs: number;
  readonly batch: number;
}

export const DEFAULT_LIMITS: ModelLimits = {
  fileBytes: 64 * 1024 ** 2,
  nodes: 2000,
  activationBytes: 512 * 1024 ** 2,
  macs: 20e9,
  batch: 16,
};

/** The inputs or outputs that a model must have: name → shape, a text standing for any size. */
export type Signature = Readonly<Record<string, readonly Dim[]>>;

export interface CheckedModel {
  readonly model: OnnxModel;
  readonly weightBytes: number;
  readonly activationBytes: number;
  readonly macs: number;
}

const OPSETS = { oldest: 13, newest: 21 } as const;

/**
 * Refuses a file that the runtime should not be given: broken, cyclic, with operators outside Lookout's
 * list, or asking for more memory or work than the limits allow.
 * @throws OnnxError
 */
export function checkModel(bytes: Uint8Array, limits: ModelLimits = DEFAULT_LIMITS): CheckedModel {
  within('bytes of the file', bytes.length, limits.fileBytes);
  const model = readModel(bytes);
  if (model.opset < OPSETS.oldest || model.opset > OPSETS.newest) {
    throw new OnnxError(
      'unsupported',
      `operator set ${model.opset}: export with one from ${OPSETS.oldest} to ${OPSETS.newest}`,
    );
  }
  within('nodes', model.nodes.length, limits.nodes);
  const weightBytes = model.constants.reduce((sum, value) => sum + bytesOf(value), 0);
  return { model, weightBytes, ...budgetRun(model, limits) };
}

/**
 * @param optional outputs that may be missing
 * @throws OnnxError 'signature'
 */
export function checkSignature(
  model: OnnxModel,
  inputs: Signature,
  outputs: Signature,
  optional: readonly string[] = [],
): void {
  compare('input', inputs, model.inputs);
  const has = (name: string) => model.outputs.some((output) => output.name === name);
  const wanted = Object.entries(outputs).filter(([name]) => has(name) || !optional.includes(name));
  compare('output', Object.fromEntries(wanted), model.outputs);
}

function compare(kind: string, expected: Signature, actual: readonly Value[]): void {
  const wanted = Object.keys(expected).join(', ');
  if (actual.length !== Object.keys(expected).length) {
    const names = actual.map(({ name }) => name).join(', ');
    throw new OnnxError('signature', `the model's ${kind}s are ${names}; expected ${wanted}`);
  }
  for (const { name, type, shape } of actual) {
    const dims = expected[name];
    if (!dims) throw new OnnxError('signature', `${kind} "${name}" is none of ${wanted}`);
    const fits =
      shape.length === dims.length &&
      dims.every((dim, i) => typeof dim === 'string' || dim === shape[i]);
    if (type !== 'float32' || !fits) {
      throw new OnnxError(
        'signature',
        `${kind} "${name}" is ${type} ${showShape(shape)}; expected float32 ${showShape(dims)}`,
      );
    }
  }
}

/** Walks the graph in order and adds up what it computes. */
function budgetRun(model: OnnxModel, limits: ModelLimits) {
  const known = new Map<string, Value>();
  const define = (value: Value) => {
    if (value.name === '') return; // an output that nobody wants
    if (known.has(value.name)) {
      throw new OnnxError('structure', `"${value.name}" is defined twice`);
    }
    known.set(value.name, value);
  };
  model.constants.forEach(define);
  for (const input of model.inputs) {
    define({ ...input, shape: input.shape.map((d) => (typeof d === 'string' ? limits.batch : d)) });
  }
  let activationBytes = 0;
  let macs = 0;
  for (const node of model.nodes) {
    const inputs = node.inputs.map((name) => operand(known, node, name));
    const outputs = infer(node, inputs);
    outputs.forEach(define);
    activationBytes += outputs.reduce((sum, value) => sum + bytesOf(value), 0);
    macs += macsOf(node, inputs, outputs);
    within('bytes of memory for one run', activationBytes, limits.activationBytes);
    within('multiply-accumulates for one run', macs, limits.macs);
  }
  for (const { name } of model.outputs) {
    if (!known.has(name)) throw new OnnxError('structure', `nothing computes output "${name}"`);
  }
  return { activationBytes, macs };
}

/** Nodes must stand in order (onnx.proto, GraphProto), so an operand not known yet is a hole or a cycle. */
function operand(known: ReadonlyMap<string, Value>, { op }: ModelNode, name: string): Value | null {
  if (name === '') return null;
  const value = known.get(name);
  if (value) return value;
  throw new OnnxError('structure', `${op} uses "${name}", which nothing before it computes`);
}

function infer(node: ModelNode, inputs: readonly (Value | null)[]): Value[] {
  const inferred = inferOutputs(node.op, inputs, node.attributes, node.outputs.length);
  return node.outputs.map((name, i) => {
    const output = inferred[i];
    if (output) return { name, ...output };
    throw new OnnxError('unsupported', `operator ${node.op} with ${node.outputs.length} outputs`);
  });
}

function bytesOf({ type, shape }: Value): number {
  return (elementCount(shape) ?? 0) * ELEMENT_TYPES[type].bytes;
}

function within(what: string, amount: number, limit: number): void {
  if (amount <= limit) return;
  throw new OnnxError(
    'too_large',
    `the model asks for ${amount} ${what}; at most ${limit} allowed`,
  );
}
