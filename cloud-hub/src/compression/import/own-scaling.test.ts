import type { Recording } from '@lookout/shared/detector/recording';
import { fitScaling } from '@lookout/shared/detector/scaling';
import type { Network } from '@lookout/shared/onnx/network';
import { expect, test } from 'vitest';
import {
  inOwnUnits,
  type OwnScaling,
  type OwnUnits,
  ownColorUnits,
  ownUnits,
} from './own-scaling.ts';
import { largestDeviation, runNetwork } from './run-network.fixture.ts';

/** Two channels: 10, 12, 14 and one that stands still. */
const recording: Recording = {
  rows: 3,
  channels: 2,
  values: Float64Array.of(10, 5, 12, 5, 14, 5),
  breakBefore: Uint8Array.of(1, 0, 0),
  labels: null,
};
const scaling = fitScaling([recording]);

test.each<[string, OwnScaling, readonly OwnUnits[] | null]>([
  ['standard', { kind: 'standard' }, null],
  [
    'none',
    { kind: 'none' },
    [
      { offset: 0, divisor: 1 },
      { offset: 0, divisor: 1 },
    ],
  ],
  [
    '0..1',
    { kind: 'range', from: 0, to: 1 },
    [
      { offset: 10, divisor: 4 },
      { offset: 5, divisor: 1 },
    ],
  ],
  [
    '-1..1',
    { kind: 'range', from: -1, to: 1 },
    [
      { offset: 12, divisor: 2 },
      { offset: 5.5, divisor: 0.5 },
    ],
  ],
  [
    'given',
    {
      kind: 'given',
      scales: [
        { mean: 11, sd: 3 },
        { mean: 5, sd: 2 },
      ],
    },
    [
      { offset: 11, divisor: 3 },
      { offset: 5, divisor: 2 },
    ],
  ],
])('%s', (_, own, expected) => {
  expect(ownUnits(own, [recording], scaling)).toEqual(expected);
});

test('the network sees its own units, and what it gives back is scaled as it came', async () => {
  const tanh: Network = {
    input: { name: 'x', shape: [2, 2] },
    nodes: [{ op: 'Tanh', inputs: ['x'], outputs: ['y'], attributes: {} }],
    weights: {},
    constants: {},
    outputs: { reconstruction: 'y' },
  };
  const own = [
    { offset: 12, divisor: 4 },
    { offset: 0, divisor: 5 },
  ];
  const z = [0.5, -1, 2, 0.25];
  const inUnits = (value: number, i: number) => {
    const { mean, sd } = scaling[i % 2] ?? { mean: 0, sd: 1 };
    const divisor = i % 2 === 0 ? sd : 0.05; // a channel that stands still: a hundredth of its level
    const { offset, divisor: step } = own[i % 2] ?? { offset: 0, divisor: 1 };
    return {
      value: (value * divisor + mean - offset) / step,
      back: (r: number) => (r * step + offset - mean) / divisor,
    };
  };
  const expected = z.map((value, i) => {
    const { value: shown, back } = inUnits(value, i);
    return back(Math.tanh(shown));
  });
  const { reconstruction = [] } = await runNetwork(
    inOwnUnits(tanh, own, scaling),
    Float32Array.from(z),
  );
  expect(largestDeviation(reconstruction, expected)).toBeLessThan(1e-4);
});

test.each<[string, OwnScaling, number, number]>([
  ['none', { kind: 'none' }, 0, 1],
  ['-1..1', { kind: 'range', from: -1, to: 1 }, -1, 1],
  ['0..255', { kind: 'range', from: 0, to: 255 }, 0, 255],
  ['given', { kind: 'given', scales: [{ mean: 0.5, sd: 0.25 }] }, -2, 2],
])('black and the brightest of a frame are to a network of %s', (_, own, black, bright) => {
  const [{ offset = 0, divisor = 1 } = {}] = ownColorUnits(own, [{ mean: 0.4, sd: 0.1 }]) ?? [];
  expect((0 - offset) / divisor).toBeCloseTo(black, 12);
  expect((1 - offset) / divisor).toBeCloseTo(bright, 12);
});
