import { create, toBinary } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import { type Attributes, toAttributeProto } from './attribute.ts';
import { OnnxError } from './error.ts';
import { inferOutputs } from './infer.ts';
import {
  type Dim,
  ELEMENT_TYPES,
  type ElementType,
  elementCount,
  elementTypeOf,
  type Shape,
  showShape,
  type TensorData,
  type Value,
} from './value.ts';
import { writeTensor } from './write-tensor.ts';

/** Old enough for the ONNX Runtime and TensorRT of JetPack 5, new enough for axes as inputs everywhere. */
export const OPSET_VERSION = 18;
export const IR_VERSION = 8;

export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly (Value | null)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

/**
 * Builds an ONNX graph node by node. Every value knows its element type and shape, so operands that do
 * not fit together fail here (`OnnxError` 'shape'), where the mistake is, and not in the runtime.
 */
export class GraphCore {
  readonly nodes: GraphNode[] = [];
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];
  readonly #constants: Value[] = [];
  readonly #names = new Set<string>();
  readonly #numbers = new Map<string, number>();

  input(name: string, type: ElementType, shape: Shape): Value {
    const value = { name: this.#claim(name), type, shape };
    this.inputs.push(value);
    return value;
  }

  /** Row-major; `type` only where the array does not tell it (bool is held in a Uint8Array). */
  constant(data: TensorData, shape: Shape, name?: string, type = elementTypeOf(data)): Value {
    if (elementCount(shape) !== data.length) {
      throw new OnnxError('shape', `${data.length} numbers do not fill ${showShape(shape)}`);
    }
    const value = { name: this.#name('constant', name), type, shape, data };
    this.#constants.push(value);
    return value;
  }

  /** The first `count` outputs of a node, by default all; for the usual one output see `op`. */
  ops(
    op: string,
    inputs: readonly (Value | null)[],
    attributes: Attributes = {},
    count?: number,
  ): Value[] {
    const inferred = inferOutputs(op, inputs, attributes, count).slice(0, count);
    const outputs = inferred.map(({ type, shape }) => ({ name: this.#name(op), type, shape }));
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  op(op: string, inputs: readonly (Value | null)[], attributes: Attributes = {}): Value {
    const [output] = this.ops(op, inputs, attributes, 1);
    if (!output) throw new OnnxError('structure', `operator ${op} returns nothing`);
    return output;
  }

  /** The same value under a name that can be found again in the file; the runtime removes the node. */
  named(value: Value, name: string): Value {
    const output = { name: this.#claim(name), type: value.type, shape: value.shape };
    this.nodes.push({ op: 'Identity', inputs: [value], outputs: [output], attributes: {} });
    return output;
  }

  /** Publishes `value` as the graph output `name`; `shape` where its sizes deserve better names. */
  output(value: Value, name: string, shape: Shape = value.shape): void {
    const output = { name: this.#claim(name), type: value.type, shape };
    this.nodes.push({ op: 'Identity', inputs: [value], outputs: [output], attributes: {} });
    this.outputs.push(output);
  }

  /** Constants that no node uses are left out; `opset` where the graph holds what the usual one has not got. */
  build(graphName = 'lookout', opset = OPSET_VERSION): Uint8Array<ArrayBuffer> {
    const used = new Set(this.nodes.flatMap(({ inputs }) => inputs));
    const graph = create(GraphProtoSchema, {
      name: graphName,
      input: this.inputs.map(toValueInfo),
      output: this.outputs.map(toValueInfo),
      initializer: this.#constants.filter((constant) => used.has(constant)).map(writeTensor),
      node: this.nodes.map(toNode),
    });
    const model = create(ModelProtoSchema, {
      irVersion: BigInt(IR_VERSION),
      producerName: 'lookout',
      opsetImport: [create(OperatorSetIdProtoSchema, { version: BigInt(opset) })],
      graph,
    });
    return toBinary(ModelProtoSchema, model);
  }

  #name(kind: string, wanted?: string): string {
    if (wanted !== undefined) return this.#claim(wanted);
    const number = this.#numbers.get(kind) ?? 0;
    this.#numbers.set(kind, number + 1);
    return this.#claim(`${kind}_${number}`);
  }

  #claim(name: string): string {
    if (name === '' || this.#names.has(name)) {
      throw new OnnxError('structure', `the name "${name}" is empty or already taken`);
    }
    this.#names.add(name);
    return name;
  }
}

function toNode({ op, inputs, outputs, attributes }: GraphNode) {
  return create(NodeProtoSchema, {
    name: outputs[0]?.name ?? '',
    opType: op,
    input: inputs.map((value) => value?.name ?? ''),
    output: outputs.map((value) => value.name),
    attribute: Object.entries(attributes).map(([name, value]) => toAttributeProto(name, value)),
  });
}

function toValueInfo({ name, type, shape }: Value): ValueInfoProto {
  const tensor = create(TypeProto_TensorSchema, {
    elemType: ELEMENT_TYPES[type].code,
    shape: create(TensorShapeProtoSchema, { dim: shape.map(toDimension) }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}

function toDimension(dim: Dim) {
  return create(TensorShapeProto_DimensionSchema, {
    value:
      typeof dim === 'number'
        ? { case: 'dimValue', value: BigInt(dim) }
        : { case: 'dimParam', value: dim },
  });
}
