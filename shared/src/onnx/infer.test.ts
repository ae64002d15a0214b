import { expect, test } from 'vitest';
import { type Attributes, int, ints, string } from './attribute.ts';
import { inferOutputs } from './infer.ts';
import { type Shape, showShape, type Value } from './value.ts';

const floats = (...shape: Shape): Value => ({ name: 'x', type: 'float32', shape });
const list = (...numbers: number[]): Value => ({
  name: 'list',
  type: 'int64',
  shape: [numbers.length],
  data: BigInt64Array.from(numbers, BigInt),
});
const scales = (...numbers: number[]): Value => ({
  name: 'scales',
  type: 'float32',
  shape: [numbers.length],
  data: Float32Array.from(numbers),
});
const END = 2 ** 53 - 1;
type Given = (Value | null)[];

/** What differs between the operator sets that a file may use; sizes: cloud-hub's operators.test.ts. */
test.each<[string, string, Given, Attributes, string]>([
  ['ReduceMean', 'axes as an attribute', [floats('batch', 4)], { axes: ints([1]) }, '[batch, 1]'],
  ['ReduceMean', 'axes as an input', [floats('batch', 4), list(-1)], {}, '[batch, 1]'],
  ['ReduceMean', 'no axes: all', [floats('batch', 4), list()], {}, '[1, 1]'],
  [
    'ReduceSum',
    'no axes: none',
    [floats('batch', 4), list()],
    { noop_with_empty_axes: int(1) },
    '[batch, 4]',
  ],
  ['Slice', 'all of an open size', [floats('batch', 4), list(0), list(END)], {}, '[batch, 4]'],
  ['Split', 'as many parts as outputs', [floats('batch', 4)], { axis: int(1) }, '[batch, 2]'],
  ['Pad', 'one named axis', [floats('batch', 4), list(1, 2), null, list(1)], {}, '[batch, 7]'],
  [
    'Reshape',
    'allowzero without a 0',
    [floats('batch', 4), list(-1, 2, 2)],
    { allowzero: int(1) },
    '[batch, 2, 2]',
  ],
  ['Resize', 'by scales', [floats('batch', 4), null, scales(1, 2.5)], {}, '[batch, 10]'],
  ['Resize', 'no scales', [floats(2, 4), null, scales(), list(2, 9)], {}, '[2, 9]'],
  ['Shape', 'a part', [floats('batch', 4, 5)], { start: int(1), end: int(-1) }, '[1]'],
  [
    'Gather',
    'one index',
    [floats('batch', 4), { ...list(1), shape: [] }],
    { axis: int(1) },
    '[batch]',
  ],
])('%s, %s', (op, _, inputs, attributes, expected) => {
  const [first] = inferOutputs(op, inputs, attributes, 2);
  expect(first && showShape(first.shape)).toBe(expected);
});

const gru = (hidden: number, rows: number): Given => [
  floats(7, 'batch', 5),
  floats(1, rows, 5),
  floats(1, rows, hidden),
];

test.each<[string, string, Given, Attributes, string]>([
  ['GRU', 'weights for another size', gru(4, 9), { hidden_size: int(3) }, 'shape'],
  ['GRU', 'the batch first', gru(3, 9), { hidden_size: int(3), layout: int(1) }, 'unsupported'],
  ['GRU', 'no size', gru(0, 0), {}, 'shape'],
  ['Dropout', 'a training mode', [floats(4), scales(0.5), floats()], {}, 'unsupported'],
  [
    'BatchNormalization',
    'training mode',
    [floats(2, 4), floats(4), floats(4), floats(4), floats(4)],
    { training_mode: int(1) },
    'unsupported',
  ],
  ['Expand', 'a negative size', [floats(1, 1), list(-2, -3)], {}, 'shape'],
  ['Range', 'a step of 0', [list(0), list(9), list(0)], {}, 'shape'],
  ['Range', 'a limit that the data decides', [list(0), floats(), list(1)], {}, 'unsupported'],
  ['Split', 'more parts than elements', [floats(2, 3)], { num_outputs: int(3) }, 'shape'],
  ['Split', 'parts of which one is empty', [floats(6)], { num_outputs: int(4) }, 'shape'],
  ['Slice', 'a part of an open size', [floats('batch'), list(0), list(9)], {}, 'shape'],
  ['Reshape', 'nothing', [floats(0, 4), list(0, 2)], { allowzero: int(1) }, 'unsupported'],
  ['Resize', 'an open size stretched', [floats('batch', 4), null, scales(2, 2)], {}, 'shape'],
  [
    'Resize',
    'an aspect ratio to keep',
    [floats(2, 4), null, null, list(4, 4)],
    { keep_aspect_ratio_policy: string('not_larger') },
    'unsupported',
  ],
  [
    'DepthToSpace',
    'channels that do not fill a block',
    [floats(1, 3, 2, 2)],
    { blocksize: int(2) },
    'shape',
  ],
  ['Gemm', 'an addend that does not fit', [floats(2, 3), floats(3, 4), floats(3)], {}, 'shape'],
  ['Loop', 'all', [floats(1)], {}, 'unsupported'],
  ['toString', 'all', [floats(1)], {}, 'unsupported'],
])('%s refuses %s', (op, _, inputs, attributes, code) => {
  expect(() => inferOutputs(op, inputs, attributes)).toThrow(expect.objectContaining({ code }));
});
