import { create } from '@bufbuild/protobuf';
import { type AttributeProto, AttributeProto_AttributeType, AttributeProtoSchema } from 'onnx-buf';
import { readTensor } from './read-tensor.ts';
import type { Value } from './value.ts';
import { writeTensor } from './write-tensor.ts';

/** A node's attribute. ONNX tells 1 (int) from 1.0 (float), so the kind is always said. */
export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: Value };
export type Attributes = Readonly<Record<string, Attribute>>;

export const int = (value: number): Attribute => ({ kind: 'int', value });
export const ints = (value: readonly number[]): Attribute => ({ kind: 'ints', value });
export const float = (value: number): Attribute => ({ kind: 'float', value });
export const string = (value: string): Attribute => ({ kind: 'string', value });
export const strings = (value: readonly string[]): Attribute => ({ kind: 'strings', value });
/** A constant, as ConstantOfShape holds it. */
export const tensor = (value: Value): Attribute => ({ kind: 'tensor', value });

export function intAttribute(attributes: Attributes, name: string, otherwise: number): number {
  const attribute = attributes[name];
  return attribute?.kind === 'int' ? attribute.value : otherwise;
}

export function floatAttribute(attributes: Attributes, name: string, otherwise: number): number {
  const attribute = attributes[name];
  return attribute?.kind === 'float' ? attribute.value : otherwise;
}

export function intsAttribute(attributes: Attributes, name: string): readonly number[] | undefined {
  const attribute = attributes[name];
  return attribute?.kind === 'ints' ? attribute.value : undefined;
}

export function stringAttribute(attributes: Attributes, name: string): string | undefined {
  const attribute = attributes[name];
  return attribute?.kind === 'string' ? attribute.value : undefined;
}

export function tensorAttribute(attributes: Attributes, name: string): Value | undefined {
  const attribute = attributes[name];
  return attribute?.kind === 'tensor' ? attribute.value : undefined;
}

export function toAttributeProto(name: string, attribute: Attribute): AttributeProto {
  switch (attribute.kind) {
    case 'int':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeProto_AttributeType.INT,
        i: BigInt(attribute.value),
      });
    case 'ints':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeProto_AttributeType.INTS,
        ints: attribute.value.map(BigInt),
      });
    case 'float':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeProto_AttributeType.FLOAT,
        f: attribute.value,
      });
    case 'floats':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeProto_AttributeType.FLOATS,
        floats: [...attribute.value],
      });
    case 'string':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeProto_AttributeType.STRING,
        s: encode(attribute.value),
      });
    case 'strings':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeProto_AttributeType.STRINGS,
        strings: attribute.value.map(encode),
      });
    case 'tensor':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeProto_AttributeType.TENSOR,
        t: writeTensor(attribute.value),
      });
  }
}

/** Null where the attribute holds something that no operator of ours takes (a graph, ...). */
export function fromAttributeProto(proto: AttributeProto): Attribute | null {
  switch (proto.type) {
    case AttributeProto_AttributeType.INT:
      return int(Number(proto.i));
    case AttributeProto_AttributeType.INTS:
      return ints(proto.ints.map(Number));
    case AttributeProto_AttributeType.FLOAT:
      return float(proto.f);
    case AttributeProto_AttributeType.STRING:
      return string(decode(proto.s));
    case AttributeProto_AttributeType.FLOATS:
      return { kind: 'floats', value: proto.floats };
    case AttributeProto_AttributeType.STRINGS:
      return strings(proto.strings.map(decode));
    case AttributeProto_AttributeType.TENSOR:
      return proto.t ? tensor(readTensor(proto.t)) : null;
    default:
      return null;
  }
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
