import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { float, int, ints } from '@lookout/shared/onnx/attribute';
import { StringStringEntryProtoSchema, TensorProto_DataLocation } from 'onnx-buf';
import { describe, expect, test } from 'vitest';
import { type ImportRequest, importModel } from './import-model.ts';
import { readModelFile } from './model-file.ts';
import { runNetwork } from './run-network.fixture.ts';
import {
  floats,
  folderOf,
  int64s,
  modelBytes,
  node,
  type SourceModel,
  spread,
} from './source-model.fixture.ts';

const dense = [node('MatMul', ['x', 'w'], ['reconstruction'])];
const w = spread('w', [4, 4]);
const good = modelBytes({ nodes: dense, tensors: [w] });

async function refusal(bytes: Uint8Array | string, request: ImportRequest = {}) {
  await using folder = await folderOf({ 'model.onnx': bytes });
  return await importModel(join(folder.path, 'model.onnx'), request).catch(
    (error: unknown) => error,
  );
}
const saying = (code: string, ...parts: string[]) =>
  expect.objectContaining({
    code,
    message: expect.stringMatching(
      new RegExp(parts.map((part) => part.replaceAll(/[^\w ]/g, '\\$&')).join('.*'), 's'),
    ),
  });

test('a good model is not refused', async () => {
  expect(await refusal(good)).toHaveProperty('network');
});

test.each<[string, Uint8Array | string, string, string[]]>([
  ['truncated', good.subarray(0, good.length - 9), 'malformed', ['not a whole ONNX file', 'again']],
  ['not ONNX', 'time,Pressure\n1,2\n', 'malformed', ['not a']],
  ['empty', '', 'malformed', ['not an ONNX model']],
])('a file that is %s', async (_, bytes, code, parts) => {
  expect(await refusal(bytes)).toEqual(saying(code, ...parts));
});

test('a file that is missing', async () => {
  const error = await importModel('/nowhere/model.onnx').catch((one: unknown) => one);
  expect(error).toEqual(saying('unreadable', '/nowhere/model.onnx', 'is missing'));
});

const six = ['x', ['batch', 6, 4]] as const;
const models: Record<
  string,
  { model: SourceModel; code: string; parts: string[]; request?: ImportRequest }
> = {
  'a cycle': {
    model: {
      nodes: [
        node('Add', ['x', 'b'], ['a']),
        node('Relu', ['a'], ['b']),
        node('Relu', ['b'], ['reconstruction']),
      ],
    },
    code: 'malformed',
    parts: ['depends on itself', 'cycle'],
  },
  'a hole': {
    model: { nodes: [node('Add', ['x', 'lost'], ['reconstruction'])] },
    code: 'malformed',
    parts: ['nothing in the model computes "lost"'],
  },
  'a tensor of 8 GB': {
    model: {
      nodes: [
        node('ConstantOfShape', ['huge'], ['big']),
        node('ReduceSum', ['big'], ['sum'], { keepdims: int(0) }),
        node('Add', ['x', 'sum'], ['reconstruction']),
      ],
      tensors: [int64s('huge', [2_000_000_000])],
    },
    code: 'too_large',
    parts: ['ConstantOfShape', 'constants that it makes'],
  },
  'constants that are many': {
    model: {
      nodes: [
        ...Array.from({ length: 3 }, (_, i) => node('ConstantOfShape', ['large'], [`c${i}`])),
        node('Sum', ['c0', 'c1', 'c2'], ['all']),
        node('ReduceSum', ['all'], ['sum'], { keepdims: int(0) }),
        node('Add', ['x', 'sum'], ['reconstruction']),
      ],
      tensors: [int64s('large', [25_000_000])],
    },
    code: 'too_large',
    parts: ['"c2"', 'constants that it makes'],
  },
  '8 GB for a batch': {
    model: {
      nodes: [
        node('Unsqueeze', ['x', 'axis'], ['u']),
        node('Tile', ['u', 'often'], ['big']),
        node('ReduceSum', ['big', 'axis'], ['reconstruction'], { keepdims: int(0) }),
      ],
      tensors: [int64s('axis', [1]), int64s('often', [1, 5_000_000, 1, 1])],
    },
    code: 'too_large',
    parts: ['bytes of memory for one run', 'smaller'],
  },
  'an operator that Lookout does not know': {
    model: {
      nodes: [
        node('NonZero', ['x'], ['n']),
        node('Cast', ['n'], ['reconstruction'], { to: int(1) }),
      ],
    },
    code: 'unsupported',
    parts: ['NonZero', '"n"', 'OPERATORS.md'],
  },
  'an operator of another domain': {
    model: {
      nodes: [node('FusedMatMul', ['x', 'w'], ['reconstruction'], {}, 'com.microsoft')],
      tensors: [w],
    },
    code: 'unsupported',
    parts: ['FusedMatMul', 'com.microsoft', 'export without'],
  },
  'an operator set of another age': {
    model: { opset: 7, nodes: dense, tensors: [w] },
    code: 'unsupported',
    parts: ['operator set 7', 'opset_version=18'],
  },
  'a weight that is NaN': {
    model: {
      nodes: dense,
      tensors: [floats('w', [4, 4], [...Array.from({ length: 15 }, () => 1), Number.NaN])],
    },
    code: 'not_finite',
    parts: ['number 16', '"w"', 'NaN'],
  },
  'other channels than the data': {
    model: { nodes: dense, tensors: [w] },
    request: { channels: 5 },
    code: 'layout',
    parts: ['[batch, 6, 4]', '5 channels', '--ignore'],
  },
  'an open length': {
    model: { inputs: [['x', ['batch', 'time', 4]]], nodes: dense, tensors: [w] },
    request: { channels: 4 },
    code: 'layout',
    parts: ['--window'],
  },
  'images with rows of sensors': {
    model: {
      inputs: [['x', ['batch', 3, 8, 8]]],
      nodes: [node('Relu', ['x'], ['reconstruction'])],
    },
    request: { channels: 3 },
    code: 'layout',
    parts: ['frames', 'folder of frames', '[batch, rows, channels]', '[batch, 1, rows, channels]'],
  },
  'two inputs': {
    model: {
      inputs: [six, ['mask', ['batch', 6, 4]]],
      nodes: [node('Mul', ['x', 'mask'], ['reconstruction'])],
    },
    code: 'layout',
    parts: ['"x"', '"mask"', 'one float tensor'],
  },
  'an output that is not there': {
    model: { nodes: dense, tensors: [w] },
    request: { outputs: { reconstruction: 'x_hat' } },
    code: 'outputs',
    parts: ['no output "x_hat"', '"reconstruction"'],
  },
  'no output of use': {
    model: {
      nodes: [node('ReduceSum', ['x'], ['code'], { axes: ints([2]), keepdims: int(0) })],
      outputs: [['code', ['batch', 6]]],
      opset: 11,
    },
    code: 'outputs',
    parts: ['"code" [batch, 6]', '--outputs reconstruction=NAME'],
  },
  'an output that does not depend on the input': {
    model: {
      nodes: [node('Relu', ['fixed'], ['reconstruction'])],
      tensors: [spread('fixed', [1, 6, 4])],
    },
    code: 'outputs',
    parts: ['"reconstruction"'],
  },
  'windows that depend on each other': {
    model: {
      nodes: [
        node('ReduceMean', ['x'], ['m'], { axes: ints([0]), keepdims: int(1) }),
        node('Sub', ['x', 'm'], ['reconstruction']),
      ],
    },
    code: 'batch',
    parts: ['depends on the others in the batch', 'model.eval()'],
  },
  'a state that is not zero for one window': {
    model: {
      inputs: [['x', [1, 6, 4]]],
      nodes: [
        node('Transpose', ['x'], ['t'], { perm: ints([1, 0, 2]) }),
        node('GRU', ['t', 'k', 'r', '', '', 'h'], ['y'], { hidden_size: int(4) }),
        node('Squeeze', ['y', 'axis'], ['s']),
        node('Transpose', ['s'], ['reconstruction'], { perm: ints([1, 0, 2]) }),
      ],
      tensors: [
        ...[spread('k', [1, 12, 4]), spread('r', [1, 12, 4])],
        ...[spread('h', [1, 1, 4]), int64s('axis', [1])],
      ],
    },
    code: 'batch',
    parts: ['GRU', 'start of zeros'],
  },
  'noise that does more than shift μ': {
    model: {
      nodes: [
        node('RandomNormalLike', ['x'], ['n']),
        node('Concat', ['x', 'n'], ['c'], { axis: int(2) }),
        node('MatMul', ['c', 'v'], ['reconstruction']),
      ],
      tensors: [spread('v', [8, 4])],
    },
    code: 'unsupported',
    parts: ['random numbers go into operator Concat', 'z = μ'],
  },
};

test.each(Object.entries(models))('%s', async (_, { model, code, parts, request }) => {
  expect(await refusal(modelBytes(model), request)).toEqual(saying(code, ...parts));
});

describe('weights in another file', () => {
  const at = (entries: Record<string, string>) => {
    const tensor = spread('w', [4, 4]);
    tensor.rawData = new Uint8Array();
    tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
    tensor.externalData = Object.entries(entries).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value }),
    );
    return modelBytes({ nodes: dense, tensors: [tensor] });
  };
  const numbers = new Uint8Array(Float32Array.from({ length: 20 }, (_, i) => i).buffer);
  async function tried(entries: Record<string, string>) {
    await using folder = await folderOf({ 'model.onnx': at(entries), 'weights.bin': numbers });
    const outside = await folderOf({ 'secret.bin': numbers });
    await mkdir(join(folder.path, 'deeper'));
    await writeFile(join(folder.path, 'deeper/weights.bin'), numbers);
    await symlink(join(outside.path, 'secret.bin'), join(folder.path, 'link.bin'));
    await symlink('weights.bin', join(folder.path, 'inner.bin'));
    const result = await importModel(join(folder.path, 'model.onnx')).catch(
      (error: unknown) => error,
    );
    await outside[Symbol.asyncDispose]();
    return result;
  }

  test.each<Record<string, string>>([
    { location: 'weights.bin', offset: '16', length: '64' },
    { location: 'weights.bin', offset: '16' },
    { location: './deeper/weights.bin', offset: '0', length: '64' },
    { location: 'inner.bin', length: '64' },
  ])('inside the folder: %j', async (entries) => {
    expect(await tried(entries)).toHaveProperty('network');
  });

  test.each<[string, Record<string, string>, string, string[]]>([
    [
      'missing',
      { location: 'lost.bin' },
      'unreadable',
      ['lost.bin is missing', '"w"', 'beside the model'],
    ],
    [
      'in the folder above',
      { location: '../weights.bin' },
      'outside',
      ['"../weights.bin"', 'outside'],
    ],
    ['at an absolute path', { location: '/etc/passwd' }, 'outside', ['"/etc/passwd"']],
    ['behind a link that leaves the folder', { location: 'link.bin' }, 'outside', ['"link.bin"']],
    [
      'past the end',
      { location: 'weights.bin', offset: '64', length: '64' },
      'malformed',
      ['has 80 bytes'],
    ],
    ['nowhere', { offset: '0' }, 'malformed', ['a file without a name']],
    ['at no number', { location: 'weights.bin', offset: '-4' }, 'malformed', ['offset "-4"']],
    ['too short', { location: 'weights.bin', length: '32' }, 'malformed', ['declares 16 numbers']],
  ])('%s', async (_, entries, code, parts) => {
    expect(await tried(entries)).toEqual(saying(code, ...parts));
  });
});

test('what is read is bounded, with the weights beside the model', async () => {
  const tensor = spread('w', [4, 4]);
  const [rawData, location] = [tensor.rawData, 'weights.bin'];
  tensor.rawData = new Uint8Array();
  tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
  tensor.externalData = [
    create(StringStringEntryProtoSchema, { key: 'location', value: location }),
  ];
  const bytes = modelBytes({ nodes: dense, tensors: [tensor] });
  await using folder = await folderOf({ 'model.onnx': bytes, [location]: rawData });
  const path = join(folder.path, 'model.onnx');
  const enough = bytes.length + rawData.length;
  expect(await readModelFile(path, enough)).toHaveProperty('graph');
  const tooLarge = (part: string) => saying('too_large', part);
  await expect(readModelFile(path, enough - 1)).rejects.toEqual(tooLarge('"w" take 64 bytes'));
  await expect(readModelFile(path, 10)).rejects.toEqual(tooLarge('at most 10'));
});

test('noise that is handed in is left out', async () => {
  const bytes = modelBytes({
    inputs: [six, ['eps', ['batch', 6, 4]]],
    nodes: [
      node('Exp', ['x'], ['sigma']),
      node('Mul', ['eps', 'sigma'], ['n']),
      node('Add', ['n', 'x'], ['reconstruction']),
    ],
  });
  await using folder = await folderOf({ 'model.onnx': bytes });
  const { network } = await importModel(join(folder.path, 'model.onnx'));
  const data = Float32Array.from({ length: 24 }, (_, i) => i);
  expect((await runNetwork(network, data)).reconstruction).toEqual(data);
});

test('normal noise made of uniform numbers is left out', async () => {
  const uniform = (name: string) => node('RandomUniformLike', ['x'], [name], { low: float(0.1) });
  const bytes = modelBytes({
    nodes: [
      ...[uniform('u'), uniform('v'), node('Log', ['u'], ['l']), node('Cos', ['v'], ['c'])],
      ...[node('Mul', ['l', 'c'], ['n']), node('Sub', ['n', 'x'], ['reconstruction'])],
    ],
  });
  await using folder = await folderOf({ 'model.onnx': bytes });
  const { network } = await importModel(join(folder.path, 'model.onnx'));
  const data = Float32Array.from({ length: 24 }, (_, i) => i + 1);
  expect((await runNetwork(network, data)).reconstruction).toEqual(data.map((x) => -x));
});
