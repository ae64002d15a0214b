import { float, int, ints, string } from '@lookout/shared/onnx/attribute';
import { ELEMENT_TYPES } from '@lookout/shared/onnx/value';
import { writeTensor } from '@lookout/shared/onnx/write-tensor';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { floatsOf } from '../tensors.ts';
import { importModel } from './import-model.ts';
import { largestDeviation, runNetwork } from './run-network.fixture.ts';
import {
  floats,
  folderOf,
  functionOf,
  int64s,
  modelBytes,
  node,
  type SourceModel,
  spread,
} from './source-model.fixture.ts';

const end = (from: string) => node('Mul', [from, 'one'], ['reconstruction']);
const one = floats('one', [], [1]);
const bn = ['scale', 'shift', 'mean', 'variance'];
const bnTensors = (channels: number) => [
  spread('scale', [channels]),
  spread('shift', [channels]),
  spread('mean', [channels]),
  floats(
    'variance',
    [channels],
    Array.from({ length: channels }, (_, i) => 0.5 + i),
  ),
];

/** Each is also run as it stands: the runtime still knows what the old forms mean. */
const models: Record<string, SourceModel & { batch?: number }> = {
  'axes as attributes (11)': {
    opset: 11,
    nodes: [
      node('Unsqueeze', ['x'], ['u'], { axes: ints([1]) }),
      node('Squeeze', ['u'], ['s'], { axes: ints([1]) }),
      node('ReduceMean', ['s'], ['m'], { axes: ints([1]), keepdims: int(1) }),
      node('ReduceSum', ['s'], ['t'], { axes: ints([-1]), keepdims: int(1) }),
      node('Sub', ['s', 'm'], ['d']),
      node('Mul', ['d', 't'], ['reconstruction']),
    ],
  },
  'Clip, Pad and Slice by attributes (9)': {
    opset: 9,
    nodes: [
      node('Clip', ['x'], ['c'], { min: float(-0.5), max: float(0.7) }),
      node('Pad', ['c'], ['p'], { pads: ints([0, 2, 0, 0, 1, 0]), value: float(0.25) }),
      node('Slice', ['p'], ['reconstruction'], {
        starts: ints([1, 0]),
        ends: ints([7, 4]),
        axes: ints([1, 2]),
      }),
    ],
  },
  'Split by an attribute (11)': {
    opset: 11,
    nodes: [
      node('Split', ['x'], ['a', 'b'], { axis: int(2), split: ints([1, 3]) }),
      node('Concat', ['b', 'a'], ['reconstruction'], { axis: int(2) }),
    ],
  },
  'Split into equal parts (13)': {
    opset: 13,
    nodes: [
      node('Split', ['x'], ['a', 'b', 'c'], { axis: int(1) }),
      node('Concat', ['c', 'a', 'b'], ['reconstruction'], { axis: int(1) }),
    ],
  },
  'Softmax over the last axis (11)': {
    opset: 11,
    nodes: [node('Softmax', ['x'], ['reconstruction'], { axis: int(2) })],
  },
  'Dropout and BatchNormalization (9)': {
    opset: 9,
    nodes: [
      node('Dropout', ['x'], ['d', 'mask'], { ratio: float(0.3) }),
      node('BatchNormalization', ['d', ...bn], ['reconstruction'], { momentum: float(0.8) }),
    ],
    tensors: bnTensors(6),
  },
  'Upsample and Resize (9)': {
    opset: 9,
    nodes: [
      node('Transpose', ['x'], ['t'], { perm: ints([0, 2, 1]) }),
      node('MaxPool', ['t'], ['p'], { kernel_shape: ints([2]), strides: ints([2]) }),
      node('Upsample', ['p', 'scales'], ['u'], { mode: string('nearest') }),
      node('Transpose', ['u'], ['reconstruction'], { perm: ints([0, 2, 1]) }),
    ],
    tensors: [floats('scales', [3], [1, 1, 2])],
  },
  'Resize by scales (10)': {
    opset: 10,
    nodes: [
      node('AveragePool', ['x'], ['p'], { kernel_shape: ints([2]), strides: ints([2]) }),
      node('Resize', ['p', 'scales'], ['reconstruction'], { mode: string('nearest') }),
    ],
    tensors: [floats('scales', [3], [1, 1, 2])],
  },
  'weights among the inputs (IR 3)': {
    opset: 9,
    irVersion: 3,
    inputs: [
      ['x', ['batch', 6, 4]],
      ['w', [4, 4]],
    ],
    nodes: [node('MatMul', ['x', 'w'], ['reconstruction'])],
    tensors: [spread('w', [4, 4])],
  },
  'a Gemm with factors and no C': {
    nodes: [
      node('Flatten', ['x'], ['f']),
      node('Gemm', ['f', 'w'], ['y'], { alpha: float(0.5), transB: int(1) }),
      node('Gemm', ['y', 'v', 'c'], ['z'], { beta: float(2) }),
      node('Reshape', ['z', 'shape'], ['reconstruction']),
    ],
    tensors: [
      spread('w', [5, 24]),
      spread('v', [5, 24]),
      spread('c', [1, 24]),
      int64s('shape', [-1, 6, 4]),
    ],
  },
  'MatMul and Add, then a norm': {
    nodes: [
      node('Flatten', ['x'], ['f']),
      node('MatMul', ['f', 'w'], ['y']),
      node('Add', ['b', 'y'], ['z']),
      node('BatchNormalization', ['z', ...bn], ['n']),
      node('Reshape', ['n', 'shape'], ['reconstruction']),
    ],
    tensors: [
      spread('w', [24, 24]),
      spread('b', [24]),
      int64s('shape', [0, 6, 4]),
      ...bnTensors(24),
    ],
  },
  'Conv and ConvTranspose with norms': {
    nodes: [
      node('Transpose', ['x'], ['t'], { perm: ints([0, 2, 1]) }),
      node('Conv', ['t', 'w'], ['y'], { kernel_shape: ints([3]), pads: ints([1, 1]) }),
      node('BatchNormalization', ['y', ...bn], ['n']),
      node('ConvTranspose', ['n', 'v', 'b'], ['z'], {
        kernel_shape: ints([3]),
        pads: ints([1, 1]),
      }),
      node('BatchNormalization', ['z', ...bn], ['m']),
      node('Transpose', ['m'], ['reconstruction'], { perm: ints([0, 2, 1]) }),
    ],
    tensors: [spread('w', [4, 4, 3]), spread('v', [4, 4, 3]), spread('b', [4]), ...bnTensors(4)],
  },
  'shapes worked out on the way': {
    nodes: [
      node('Shape', ['x'], ['s']),
      node('Gather', ['s', 'zero'], ['n']),
      node('Unsqueeze', ['n', 'first'], ['rows']),
      node('Mul', ['rows', 'six'], ['many']),
      node('Concat', ['many', 'four'], ['flat'], { axis: int(0) }),
      node('Reshape', ['x', 'flat'], ['y']),
      node('MatMul', ['y', 'w'], ['z']),
      node('Concat', ['rows', 'sixList', 'four'], ['back'], { axis: int(0) }),
      node('Reshape', ['z', 'back'], ['reconstruction']),
    ],
    tensors: [
      int64s('zero', [0], []),
      int64s('first', [0]),
      int64s('six', [6], []),
      int64s('sixList', [6]),
      int64s('four', [4]),
      spread('w', [4, 4]),
    ],
  },
  'a constant over as many windows as there are': {
    nodes: [
      node('Shape', ['x'], ['s']),
      node('ConstantOfShape', ['s'], ['zeros']),
      node('Add', ['x', 'zeros'], ['y']),
      node('Gather', ['s', 'zero'], ['n']),
      node('Concat', ['n', 'rest'], ['some'], { axis: int(0) }),
      node('ConstantOfShape', ['some'], ['padding']),
      node('Concat', ['padding', 'y'], ['long'], { axis: int(1) }),
      node('Slice', ['long', 'start', 'stop', 'axis'], ['reconstruction']),
    ],
    tensors: [
      int64s('zero', [0]),
      int64s('rest', [2, 4]),
      int64s('start', [1]),
      int64s('stop', [7]),
      int64s('axis', [1]),
    ],
  },
  'attention with two heads': {
    nodes: [
      node('LayerNormalization', ['x', 'scale', 'shift'], ['n'], { axis: int(-1) }),
      node('MatMul', ['n', 'w'], ['qkv']),
      node('Split', ['qkv', 'three'], ['q', 'k', 'v'], { axis: int(2) }),
      node('Shape', ['q'], ['s']),
      node('Gather', ['s', 'zero'], ['batch'], { axis: int(0) }),
      node('Concat', ['batch', 'split'], ['heads'], { axis: int(0) }),
      ...['q', 'k', 'v'].flatMap((name) => [
        node('Reshape', [name, 'heads'], [`${name}1`]),
        node('Transpose', [`${name}1`], [`${name}2`], { perm: ints([0, 2, 1, 3]) }),
      ]),
      node('Transpose', ['k2'], ['k3'], { perm: ints([0, 1, 3, 2]) }),
      node('MatMul', ['q2', 'k3'], ['a']),
      node('Softmax', ['a'], ['p'], { axis: int(-1) }),
      node('MatMul', ['p', 'v2'], ['y']),
      node('Transpose', ['y'], ['back'], { perm: ints([0, 2, 1, 3]) }),
      node('Concat', ['batch', 'whole'], ['rows'], { axis: int(0) }),
      node('Reshape', ['back', 'rows'], ['z']),
      node('Add', ['z', 'x'], ['reconstruction']),
    ],
    tensors: [
      ...[spread('scale', [4]), spread('shift', [4]), spread('w', [4, 12])],
      ...[int64s('three', [4, 4, 4]), int64s('zero', [0]), int64s('split', [6, 2, 2])],
      int64s('whole', [-1, 4]),
    ],
  },
  'SiLU, InstanceNormalization and pooling, for one window': {
    batch: 1,
    inputs: [['x', [1, 6, 4]]],
    outputs: [['reconstruction', [1, 6, 4]]],
    nodes: [
      node('Sigmoid', ['x'], ['g']),
      node('Mul', ['x', 'g'], ['y']),
      node('InstanceNormalization', ['y', 'scale', 'shift'], ['n']),
      node('GlobalAveragePool', ['n'], ['p']),
      node('Expand', ['p', 'whole'], ['e']),
      node('Sub', ['n', 'e'], ['reconstruction']),
    ],
    tensors: [spread('scale', [6]), spread('shift', [6]), int64s('whole', [1, 6, 4])],
  },
  'weights that are computed': {
    nodes: [
      node('Transpose', ['w'], ['turned'], { perm: ints([1, 0]) }),
      node('Mul', ['turned', 'half'], ['small']),
      node('MatMul', ['x', 'small'], ['reconstruction']),
    ],
    tensors: [spread('w', [4, 4]), floats('half', [], [0.5])],
  },
  'functions of its own': {
    nodes: [
      node('Layer', ['x', 'w'], ['y'], {}, 'own'),
      node('Layer', ['y', 'w'], ['reconstruction'], {}, 'own'),
    ],
    functions: [
      functionOf(
        'Layer',
        ['a', 'k'],
        ['c'],
        [node('MatMul', ['a', 'k'], ['m']), node('Act', ['m'], ['c'], {}, 'own')],
      ),
      functionOf('Act', ['p'], ['q'], [node('Tanh', ['p'], ['q'])]),
    ],
    tensors: [spread('w', [4, 4])],
  },
  'Gelu (20)': {
    opset: 20,
    irVersion: 9,
    nodes: [node('Gelu', ['x'], ['reconstruction'])],
  },
  'exported for one window': {
    batch: 1,
    inputs: [['x', [1, 6, 4]]],
    outputs: [['reconstruction', [1, 6, 4]]],
    nodes: [
      node('Reshape', ['x', 'flat'], ['f']),
      node('MatMul', ['f', 'w'], ['y']),
      node('Reshape', ['y', 'windows'], ['z']),
      node('Reshape', ['z', 'rows'], ['r']),
      node('Reshape', ['r', 'windows'], ['reconstruction']),
    ],
    tensors: [
      spread('w', [24, 24]),
      int64s('flat', [1, -1]),
      int64s('windows', [1, 6, 4]),
      int64s('rows', [6, 4]),
    ],
  },
  'nodes that nobody wants': {
    nodes: [node('Relu', ['x'], ['dead']), node('NonZero', ['dead'], ['gone']), end('x')],
    tensors: [one],
  },
};

test.each(Object.entries(models))('%s', async (_, model) => {
  const bytes = modelBytes(model);
  await using folder = await folderOf({ 'model.onnx': bytes });
  const { network } = await importModel(`${folder.path}/model.onnx`);
  const batch = model.batch ?? 3;
  const data = Float32Array.from({ length: batch * 24 }, (__, i) => Math.cos(1.7 * i));
  const session = await InferenceSession.create(bytes);
  const results = await session.run({ x: new Tensor(data, [batch, 6, 4]) });
  const expected = Float32Array.from(floatsOf(results.reconstruction));
  await session.release();
  const { reconstruction = [] } = await runNetwork(network, data);
  expect(largestDeviation(reconstruction, expected)).toBeLessThan(1e-5);
  const five = await runNetwork(
    network,
    Float32Array.from({ length: 120 }, (__, i) => data[i % 24] ?? 0),
  );
  expect(
    largestDeviation(five.reconstruction?.slice(96) ?? [], expected.slice(0, 24)),
  ).toBeLessThan(1e-5);
  expect(network.nodes.map(({ op }) => op)).not.toContain('Shape');
});

test.each(['float16', 'float64'] as const)('weights of %s become float32', async (type) => {
  const numbers = [0.5, -2, 0.25, 1];
  const half = [0x3800, 0xc000, 0x3400, 0x3c00];
  const data = type === 'float16' ? Uint16Array.from(half) : Float64Array.from(numbers);
  const bytes = modelBytes({
    nodes: [
      node('Cast', ['x'], ['own'], { to: int(ELEMENT_TYPES[type].code) }),
      node('Mul', ['own', 'w'], ['y']),
      node('Cast', ['y'], ['reconstruction'], { to: int(1) }),
    ],
    tensors: [writeTensor({ name: 'w', type, shape: [4], data })],
  });
  await using folder = await folderOf({ 'model.onnx': bytes });
  const { network } = await importModel(`${folder.path}/model.onnx`);
  expect(network.nodes.map(({ op }) => op)).toEqual(['Mul']);
  expect(Array.from(network.weights.w?.data ?? [])).toEqual(numbers);
});
