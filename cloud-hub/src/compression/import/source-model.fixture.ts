import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { type Attributes, toAttributeProto } from '@lookout/shared/onnx/attribute';
import { type Dim, ELEMENT_TYPES, type Value } from '@lookout/shared/onnx/value';
import { writeTensor } from '@lookout/shared/onnx/write-tensor';
import {
  FunctionProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';

export interface SourceModel {
  readonly opset?: number;
  readonly irVersion?: number;
  readonly inputs?: readonly (readonly [
    name: string,
    shape: readonly Dim[],
    type?: Value['type'],
  ])[];
  readonly outputs?: readonly (readonly [
    name: string,
    shape: readonly Dim[],
    type?: Value['type'],
  ])[];
  readonly nodes: readonly ReturnType<typeof node>[];
  readonly tensors?: readonly TensorProto[];
  readonly functions?: readonly ReturnType<typeof functionOf>[];
}

/** Windows of 6 rows of 4 channels in, a reconstruction out. */
const windows = (name: string) => [name, ['batch', 6, 4]] as const;

/** A file as another exporter might write it. */
export function modelBytes(model: SourceModel): Uint8Array {
  const { opset = 17, irVersion = 8, nodes, tensors = [], functions = [] } = model;
  const { inputs = [windows('x')], outputs = [windows('reconstruction')] } = model;
  const operators = [create(OperatorSetIdProtoSchema, { version: BigInt(opset) })];
  if (functions.length > 0)
    operators.push(create(OperatorSetIdProtoSchema, { domain: 'own', version: 1n }));
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: BigInt(irVersion),
      opsetImport: operators,
      graph: create(GraphProtoSchema, {
        name: 'model',
        node: [...nodes],
        input: inputs.map(info),
        output: outputs.map(info),
        initializer: [...tensors],
      }),
      functions: [...functions],
    }),
  );
}

export const node = (
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes = {},
  domain = '',
) =>
  create(NodeProtoSchema, {
    opType: op,
    domain,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, value]) => toAttributeProto(name, value)),
  });

export const functionOf = (
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  nodes: readonly ReturnType<typeof node>[],
  opset = 17,
) =>
  create(FunctionProtoSchema, {
    name,
    domain: 'own',
    input: [...inputs],
    output: [...outputs],
    node: [...nodes],
    opsetImport: [
      create(OperatorSetIdProtoSchema, { version: BigInt(opset) }),
      create(OperatorSetIdProtoSchema, { domain: 'own', version: 1n }),
    ],
  });

export const floats = (name: string, shape: readonly number[], data: readonly number[]) =>
  writeTensor({ name, type: 'float32', shape, data: Float32Array.from(data) });
export const int64s = (name: string, data: readonly number[], shape = [data.length]) =>
  writeTensor({ name, type: 'int64', shape, data: BigInt64Array.from(data, BigInt) });

/** As many numbers as the shape asks for, none of them alike. */
export const spread = (name: string, shape: readonly number[], factor = 1) =>
  floats(
    name,
    shape,
    Array.from(
      { length: shape.reduce((n, size) => n * size, 1) },
      (_, i) => factor * Math.sin(i + 1),
    ),
  );

function info([name, shape, type = 'float32']: readonly [string, readonly Dim[], Value['type']?]) {
  const dim = shape.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof size === 'number'
          ? { case: 'dimValue', value: BigInt(size) }
          : { case: 'dimParam', value: size },
    }),
  );
  const tensor = create(TypeProto_TensorSchema, {
    elemType: ELEMENT_TYPES[type].code,
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}

/** A folder with these files, gone at the end. */
export async function folderOf(files: Readonly<Record<string, Uint8Array | string>>) {
  const path = await mkdtemp(join(tmpdir(), 'lookout-import-'));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(path, name), bytes);
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
