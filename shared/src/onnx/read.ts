import type { GraphProto, ModelProto, NodeProto } from 'onnx-buf';
import { type Attributes, fromAttributeProto } from './attribute.ts';
import { OnnxError } from './error.ts';
import { parseModel } from './parse-model.ts';
import { readSize, readTensor } from './read-tensor.ts';
import { type Dim, elementTypeOfCode, type Value } from './value.ts';

/** A node as the file has it: operands by name, '' where one is left out. */
export interface ModelNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** An ONNX file taken apart into plain data. */
export interface OnnxModel {
  readonly opset: number;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Initializers, and the tensors of Constant nodes. */
  readonly constants: readonly Value[];
  readonly nodes: readonly ModelNode[];
}

const STANDARD_DOMAINS = new Set(['', 'ai.onnx']);

/**
 * Takes an ONNX file apart. Nothing is computed and nothing is allocated beyond what the file holds.
 * @throws OnnxError 'malformed' for truncated or foreign bytes, 'unsupported' for what Lookout cannot run
 */
export function readModel(bytes: Uint8Array): OnnxModel {
  const model = parseModel(bytes);
  const { graph } = model;
  if (!graph || graph.node.length === 0) {
    throw new OnnxError('malformed', 'this is not an ONNX model, or its graph is empty');
  }
  if (model.functions.length > 0 || graph.sparseInitializer.length > 0) {
    throw new OnnxError('unsupported', 'the model defines functions or sparse weights');
  }
  const constants = graph.initializer.map((tensor) => readTensor(tensor));
  const initialized = new Set(constants.map(({ name }) => name));
  const isConstant = (node: NodeProto) => node.opType === 'Constant';
  return {
    opset: standardOpset(model),
    // Files of IR version 3 list the weights among the inputs too.
    inputs: readInfos(graph.input).filter(({ name }) => !initialized.has(name)),
    outputs: readInfos(graph.output),
    constants: [...constants, ...graph.node.filter(isConstant).map(readConstantNode)],
    nodes: graph.node.filter((node) => !isConstant(node)).map(readNode),
  };
}

function standardOpset({ opsetImport }: ModelProto): number {
  const foreign = opsetImport.find(({ domain }) => !STANDARD_DOMAINS.has(domain));
  if (foreign) throw new OnnxError('unsupported', `operators of domain "${foreign.domain}"`);
  const [own] = opsetImport;
  if (!own) throw new OnnxError('malformed', 'the model does not say which operator set it uses');
  return Number(own.version);
}

function readNode(node: NodeProto): ModelNode {
  if (!STANDARD_DOMAINS.has(node.domain)) {
    throw new OnnxError('unsupported', `operator ${node.opType} of domain "${node.domain}"`);
  }
  const attributes: Attributes = Object.fromEntries(
    node.attribute.map((proto) => {
      const attribute = fromAttributeProto(proto);
      if (attribute) return [proto.name, attribute];
      throw new OnnxError('unsupported', `attribute "${proto.name}" of operator ${node.opType}`);
    }),
  );
  return { op: node.opType, inputs: node.input, outputs: node.output, attributes };
}

function readConstantNode(node: NodeProto): Value {
  const tensor = node.attribute.find(({ name }) => name === 'value')?.t;
  const [name] = node.output;
  if (!tensor || !name) throw new OnnxError('unsupported', 'a Constant that holds no tensor');
  return readTensor(tensor, name);
}

function readInfos(infos: GraphProto['input']): Value[] {
  return infos.map(({ name, type }) => {
    if (type?.value.case !== 'tensorType') {
      throw new OnnxError('unsupported', `"${name}" is not a tensor`);
    }
    const { elemType, shape } = type.value.value;
    const element = elementTypeOfCode(elemType);
    if (!element) throw new OnnxError('unsupported', `element type ${elemType} of "${name}"`);
    const dims = shape?.dim ?? [];
    return {
      name,
      type: element,
      shape: dims.map(({ value }, i): Dim => {
        if (value.case === 'dimValue') return readSize(value.value, name);
        return value.case === 'dimParam' && value.value !== '' ? value.value : `${name}.${i}`;
      }),
    };
  });
}
