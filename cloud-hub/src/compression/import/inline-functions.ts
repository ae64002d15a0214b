import { clone, create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type FunctionProto,
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
} from 'onnx-buf';
import { ImportError } from './import-error.ts';

/** Deeper nesting, or more nodes than this, is no exporter's work. */
const maxDepth = 16;
const maxNodes = 20_000;

/** The graph's nodes with every call of one of the model's own functions written out (onnx.proto, FunctionProto). */
export function inlineFunctions({ graph, functions }: ModelProto): NodeProto[] {
  const byKey = new Map(functions.map((one) => [keyOf(one.domain, one.name), one]));
  const written: NodeProto[] = [];
  let calls = 0;
  const write = (node: NodeProto, depth: number): void => {
    const called = byKey.get(keyOf(node.domain, node.opType));
    if (!called) written.push(node);
    else {
      if (depth === maxDepth)
        throw new ImportError('unsupported', `function ${called.name} calls itself, or too deeply`);
      for (const inner of bodyOf(called, node, `${called.name}#${calls++}/`))
        write(inner, depth + 1);
    }
    if (written.length > maxNodes)
      throw new ImportError('too_large', `the model has more than ${maxNodes} nodes`);
  };
  for (const node of graph?.node ?? []) write(node, 0);
  return written;
}

const keyOf = (domain: string, name: string): string =>
  `${domain === 'ai.onnx' ? '' : domain}:${name}`;

/** The function's nodes with the call's operands and attributes in place of its own names. */
function bodyOf(called: FunctionProto, call: NodeProto, prefix: string): NodeProto[] {
  const names = new Map<string, string>([['', '']]);
  called.input.forEach((name, i) => {
    names.set(name, call.input[i] ?? '');
  });
  called.output.forEach((name, i) => {
    const given = call.output[i];
    if (given) names.set(name, given);
  });
  const attributes = new Map<string, AttributeProto>(
    called.attributeProto.map((one) => [one.name, one]),
  );
  for (const one of call.attribute) attributes.set(one.name, one);
  const rename = (name: string) => names.get(name) ?? `${prefix}${name}`;
  return called.node.map((node) =>
    create(NodeProtoSchema, {
      opType: node.opType,
      domain: node.domain,
      name: `${prefix}${node.name}`,
      input: node.input.map(rename),
      output: node.output.map(rename),
      attribute: node.attribute.flatMap((one) => bind(one, attributes)),
    }),
  );
}

/** An attribute that refers to the call's is that one under its own name, or absent. */
function bind(
  attribute: AttributeProto,
  given: ReadonlyMap<string, AttributeProto>,
): AttributeProto[] {
  if (attribute.refAttrName === '') return [clone(AttributeProtoSchema, attribute)];
  const bound = given.get(attribute.refAttrName);
  if (!bound) return [];
  const copy = clone(AttributeProtoSchema, bound);
  copy.name = attribute.name;
  return [copy];
}
