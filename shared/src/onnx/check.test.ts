import { create, toBinary } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
} from 'onnx-buf';
import { describe, expect, test } from 'vitest';
import { checkModel, checkSignature, DEFAULT_LIMITS } from './check.ts';
import { OnnxError } from './error.ts';
import { GraphBuilder } from './graph.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof OnnxError) return error.code;
    throw error;
  }
  return 'accepted';
};

function smallModel(): Uint8Array<ArrayBuffer> {
  const g = new GraphBuilder();
  const window = g.input('window', 'float32', ['batch', 4, 2]);
  const weight = g.constant(
    Float32Array.from({ length: 24 }, (_, i) => i),
    [8, 3],
    'weight',
  );
  g.output(g.relu(g.matmul(g.reshape(window, [-1, 8]), weight)), 'score');
  return g.build();
}

describe('a sound model', () => {
  test('is taken apart with its sizes', () => {
    const { model, weightBytes, activationBytes, macs } = checkModel(smallModel());
    expect(model.inputs).toEqual([{ name: 'window', type: 'float32', shape: ['batch', 4, 2] }]);
    expect(model.outputs.map(({ name }) => name)).toEqual(['score']);
    expect(model.constants.find(({ name }) => name === 'weight')?.data?.at(23)).toBe(23);
    expect(weightBytes).toBe(24 * 4 + 2 * 8);
    // At a batch of 16: the reshaped window, then product, relu and output.
    expect(activationBytes).toBe(16 * (8 + 3 + 3 + 3) * 4);
    expect(macs).toBe(16 * (8 + 24 + 3 + 3));
  });

  test.each([
    ['the right names and sizes', { window: ['n', 4, 2] }, { score: ['n', 3] }, 'accepted'],
    ['another window length', { window: ['n', 5, 2] }, { score: ['n', 3] }, 'signature'],
    ['another rank', { window: ['n', 8] }, { score: ['n', 3] }, 'signature'],
    ['another input name', { frame: ['n', 4, 2] }, { score: ['n', 3] }, 'signature'],
    [
      'an output that is missing',
      { window: ['n', 4, 2] },
      { score: ['n', 3], mu: ['n'] },
      'signature',
    ],
  ])('asked for %s: %4$s', (_, inputs, outputs, code) => {
    const { model } = checkModel(smallModel());
    expect(codeOf(() => checkSignature(model, inputs, outputs))).toBe(code);
  });
});

describe('damaged bytes', () => {
  test('every truncation is refused', () => {
    const bytes = smallModel();
    for (let length = 0; length < bytes.length; length++) {
      const code = codeOf(() => checkModel(bytes.subarray(0, length)));
      expect(code, `${length} of ${bytes.length} bytes`).not.toBe('accepted');
    }
  });

  test('flipped bits never end in anything but a typed error', () => {
    const bytes = smallModel();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => codeOf(() => checkModel(flipped)), `bit ${bit}`).not.toThrow();
    }
  });

  test.each([
    ['no bytes', new Uint8Array(0)],
    ['text', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n')],
    ['zeros', new Uint8Array(1000)],
    ['a nest of graphs', nest(20_000)],
  ])('%s: malformed', (_, bytes) => {
    expect(codeOf(() => checkModel(bytes))).toBe('malformed');
  });

  test('a tensor that holds less than it declares: malformed', () => {
    const short = tensor([8n], new Uint8Array(16));
    expect(codeOf(() => checkModel(model(['Relu', ['w'], ['y']], short)))).toBe('malformed');
  });
});

describe('what the runtime should never see', () => {
  test('a small file that asks for 8 GB: too_large', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [1]);
    g.output(g.relu(g.expand(x, [2_000_000_000])), 'y');
    const bytes = g.build();
    expect(bytes.length).toBeLessThan(400);
    expect(codeOf(() => checkModel(bytes))).toBe('too_large');
  });

  test('vectors whose outer product does not fit: too_large', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [30_000]);
    g.output(g.matmul(g.reshape(x, [-1, 1]), g.reshape(x, [1, -1])), 'y');
    expect(codeOf(() => checkModel(g.build()))).toBe('too_large');
  });

  test('little memory but endless work: too_large', () => {
    const g = new GraphBuilder();
    let x = g.input('x', 'float32', [2048, 2048]);
    for (let i = 0; i < 10; i++) x = g.matmul(x, x);
    g.output(x, 'y');
    expect(codeOf(() => checkModel(g.build()))).toBe('too_large');
  });

  test('small tensors but wide windows: too_large', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [1, 1, 1000, 1000]);
    g.output(g.maxPool(x, [500, 500], {}), 'y');
    expect(codeOf(() => checkModel(g.build()))).toBe('too_large');
  });

  test('a negative size, which would pay for the others: shape', () => {
    const pads = { ...tensor([2n], new Uint8Array(16).fill(0xff)), name: 'pads' };
    pads.dataType = TensorProto_DataType.INT64;
    expect(codeOf(() => checkModel(model(['Pad', ['w', 'pads'], ['y']], tensor([1n]), pads)))).toBe(
      'shape',
    );
  });

  test('a file beyond the limit is refused unread', () => {
    const limits = { ...DEFAULT_LIMITS, fileBytes: 10 };
    expect(codeOf(() => checkModel(new Uint8Array(11), limits))).toBe('too_large');
  });

  test.each([
    ['a cycle', model(['Relu', ['b'], ['a']], ['Relu', ['a'], ['b']]), 'structure'],
    ['an operand that nothing computes', model(['Relu', ['a'], ['b']]), 'structure'],
    ['a name defined twice', model(['Relu', ['w'], ['w']], tensor([1n])), 'structure'],
    ['an operator outside the list', model(['Loop', ['w'], ['y']], tensor([1n])), 'unsupported'],
    [
      'an operator named like a property of every object',
      model(['constructor', ['w'], ['y']], tensor([1n])),
      'unsupported',
    ],
    [
      'sizes that the data decides',
      model(['Expand', ['w', 'w'], ['y']], tensor([1n])),
      'unsupported',
    ],
    ['weights in another file', model(['Relu', ['w'], ['y']], external()), 'unsupported'],
    ['a foreign operator domain', toBinary(ModelProtoSchema, foreign()), 'unsupported'],
    ['an operator set too old', toBinary(ModelProtoSchema, oldOpset()), 'unsupported'],
  ])('%s: %3$s', (_, bytes, code) => {
    expect(codeOf(() => checkModel(bytes))).toBe(code);
  });
});

type NodeSketch = [op: string, inputs: string[], outputs: string[]];
type Part = NodeSketch | ReturnType<typeof tensor>;

/** A file that no builder of ours would write. */
function model(...parts: Part[]): Uint8Array {
  return toBinary(ModelProtoSchema, sketch(parts));
}

function sketch(parts: Part[], opset = 18n, domain = '') {
  const nodes = parts.filter((part) => Array.isArray(part));
  const graph = create(GraphProtoSchema, {
    node: nodes.map(([opType, input, output]) =>
      create(NodeProtoSchema, { opType, input, output, domain }),
    ),
    initializer: parts.filter((part) => '$typeName' in part),
  });
  const version = create(OperatorSetIdProtoSchema, { version: opset });
  return create(ModelProtoSchema, { graph, opsetImport: [version] });
}

function tensor(dims: bigint[], rawData = new Uint8Array(4)) {
  return create(TensorProtoSchema, {
    name: 'w',
    dims,
    dataType: TensorProto_DataType.FLOAT,
    rawData,
  });
}

function external() {
  return create(TensorProtoSchema, {
    name: 'w',
    dims: [1n],
    dataType: TensorProto_DataType.FLOAT,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
  });
}

function foreign() {
  return sketch([['Relu', ['w'], ['y']], tensor([1n])], 18n, 'com.microsoft');
}

function oldOpset() {
  return sketch([['Relu', ['w'], ['y']], tensor([1n])], 9n);
}

/** Graph in attribute in node in graph, so deep that reading it exhausts the stack. */
function nest(depth: number): Uint8Array {
  const GRAPH_OF_MODEL = 0x3a;
  const [NODE_OF_GRAPH, ATTRIBUTE_OF_NODE, GRAPH_OF_ATTRIBUTE] = [0x0a, 0x2a, 0x32];
  const level = [ATTRIBUTE_OF_NODE, NODE_OF_GRAPH, GRAPH_OF_ATTRIBUTE];
  const inward = [
    ...Array.from({ length: depth }, () => level)
      .flat()
      .slice(0, -1),
    GRAPH_OF_MODEL,
  ];
  const heads: number[][] = [];
  let length = 0;
  for (const tag of inward) {
    const head = [tag, ...varint(length)];
    heads.push(head);
    length += head.length;
  }
  return Uint8Array.from(heads.reverse().flat());
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>= 7;
  }
  return [...bytes, rest];
}
