import { type Attributes, fromAttributeProto } from '@lookout/shared/onnx/attribute';
import { readTensor } from '@lookout/shared/onnx/read-tensor';
import { type Dim, elementTypeOfCode, type Value } from '@lookout/shared/onnx/value';
import type { GraphProto, ModelProto, NodeProto } from 'onnx-buf';
import { constantOf } from './constant-node.ts';
import { ImportError } from './import-error.ts';
import { inlineFunctions } from './inline-functions.ts';
import { widen, workingType } from './widen.ts';

export interface SourceNode {
  readonly op: string;
  readonly inputs: readonly string[]; // '' where one is left out
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** A model as its exporter wrote it: own functions written out, all floats float32, all sizes int64. */
export interface SourceGraph {
  readonly opset: number;
  readonly inputs: readonly Value[];
  readonly outputs: readonly string[];
  /** Initializers, and what Constant nodes hold. */
  readonly constants: ReadonlyMap<string, Value>;
  readonly nodes: readonly SourceNode[];
}

const opsets = { oldest: 9, newest: 25 } as const;
const isStandard = (domain: string): boolean => domain === '' || domain === 'ai.onnx';

/** @throws ImportError `unsupported`, `malformed`, `not_finite`; OnnxError of its tensors */
export function sourceGraph(model: ModelProto): SourceGraph {
  const { graph } = model;
  if (!graph) throw new ImportError('malformed', 'the model has no graph');
  if (graph.sparseInitializer.length > 0)
    throw new ImportError('unsupported', 'sparse weights: export them as dense tensors');
  const constants = new Map<string, Value>();
  for (const tensor of graph.initializer) {
    if (constants.has(tensor.name))
      throw new ImportError('malformed', `the weights "${tensor.name}" are there twice`);
    constants.set(tensor.name, widen(readTensor(tensor)));
  }
  // Files of IR version 3 list the weights among the inputs too.
  const inputs = graph.input.filter(({ name }) => !constants.has(name)).map(readInfo);
  const nodes: SourceNode[] = [];
  for (const node of inlineFunctions(model)) {
    requireStandard(node);
    if (node.opType === 'Constant') {
      const constant = constantOf(node);
      constants.set(constant.name, widen(constant));
    } else nodes.push(readNode(node));
  }
  return {
    opset: opsetOf(model),
    inputs,
    outputs: graph.output.map(({ name }) => name),
    constants,
    nodes,
  };
}

function opsetOf({ opsetImport }: ModelProto): number {
  const own = opsetImport.find(({ domain }) => isStandard(domain));
  if (!own) throw new ImportError('malformed', 'the model does not say which operator set it uses');
  const version = Number(own.version);
  if (version >= opsets.oldest && version <= opsets.newest) return version;
  throw new ImportError(
    'unsupported',
    `operator set ${version}: export with one from ${opsets.oldest} to ${opsets.newest}, best 18 (opset_version=18)`,
  );
}

function requireStandard({ domain, opType }: NodeProto): void {
  if (isStandard(domain)) return;
  throw new ImportError(
    'unsupported',
    `operator ${opType} of "${domain}": only standard ONNX operators can be brought in; export without ` +
      'the optimizer or converter that put it there',
  );
}

function readNode(node: NodeProto): SourceNode {
  const attributes: Attributes = Object.fromEntries(
    node.attribute.map((proto) => {
      const attribute = fromAttributeProto(proto);
      if (attribute) return [proto.name, attribute];
      throw new ImportError('unsupported', remedyFor(node.opType, proto.name));
    }),
  );
  return { op: node.opType, inputs: node.input, outputs: node.output, attributes };
}

const remedyFor = (op: string, attribute: string): string =>
  ['If', 'Loop', 'Scan'].includes(op)
    ? `operator ${op}: a network whose course depends on its data cannot be brought in; export it by ` +
      'tracing, or without the branch or loop'
    : `attribute "${attribute}" of operator ${op}`;

function readInfo({ name, type }: GraphProto['input'][number]): Value {
  if (type?.value.case !== 'tensorType')
    throw new ImportError('unsupported', `input "${name}" is not a tensor`);
  const { elemType, shape } = type.value.value;
  const element = elementTypeOfCode(elemType);
  if (!element || !shape)
    throw new ImportError(
      'unsupported',
      `input "${name}" has no shape, or an element type (${elemType}) that Lookout does not know`,
    );
  const dims = shape.dim.map(({ value }, i): Dim => {
    if (value.case === 'dimValue' && value.value > 0n) return Number(value.value);
    return value.case === 'dimParam' && value.value !== '' ? value.value : `${name}.${i}`;
  });
  return { name, type: workingType(element), shape: dims };
}
