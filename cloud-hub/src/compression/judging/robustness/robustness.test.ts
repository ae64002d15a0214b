import { faultKinds } from '@lookout/shared/detector/faults/fault';
import { divisorOf } from '@lookout/shared/detector/scaling';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { readModel } from '@lookout/shared/onnx/read';
import { Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { DetectorSession } from '../../bundle/detector-session.ts';
import { openSession } from '../../session.ts';
import { floatsOf } from '../../tensors.ts';
import { type FittedLoop, fitLoop, loopDetector, loopSet } from '../trained.fixture.ts';
import { appendModelOutput } from './append-model.ts';
import { addNoise, signStep } from './perturb.ts';
import { chooseProbes, type ProbeWindows } from './probe-windows.ts';
import { changeOf, measureRobustness, type RobustnessRow } from './robustness.ts';
import { ScoreGradient } from './score-gradient.ts';

let fitted: FittedLoop;
let probes: ProbeWindows;
beforeAll(async () => {
  fitted = await fitLoop([16]);
  probes = chooseProbes(loopSet(fitted), 1);
});
const shape = { windowLength: 10, channels: 8 };
const size = 80;

describe('the gradient of a whole detector', () => {
  test.each(['hybrid', 'vae', 'latent', 'linear', 'pcaT2'] as const)(
    'of kind %s is what its score changes by',
    async (kind) => {
      const { model } = await loopDetector(fitted, kind);
      await using gradient = await ScoreGradient.open(model, shape);
      await using session = await DetectorSession.open(model, shape);
      const windows = probes.normal.subarray(0, 5 * size);
      const slopes = await gradient.of(windows);
      const units = fitted.scaling.map(divisorOf);
      const along = windows.map((_, i) => Math.sign(slopes[i] ?? 0) * (units[i % 8] ?? 0));
      const step = 1e-3;
      const up = windows.map((value, i) => value + step * (along[i] ?? 0));
      const down = windows.map((value, i) => value - step * (along[i] ?? 0));
      const [above, below] = [(await session.score(up)).score, (await session.score(down)).score];
      above.forEach((score, n) => {
        const own = slopes.subarray(n * size, (n + 1) * size);
        const promised = own.reduce((sum, s, i) => sum + s * (along[n * size + i] ?? 0), 0);
        const kept = (score - (below[n] ?? 0)) / (2 * step);
        expect(promised).toBeGreaterThan(0);
        expect(Math.abs(kept - promised)).toBeLessThan(0.03 * promised);
      });
    },
  );

  test('passes rounding to integers over and takes integer weights at what they stand for', async () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', ['batch', 2]);
    const scale = g.constant(Float32Array.of(0.1), []);
    const zero = g.constant(Uint8Array.of(128), []);
    const q = g.op('QuantizeLinear', [x, scale, zero]);
    const weight = g.op(
      'DequantizeLinear',
      [
        g.constant(Int8Array.of(1, 2, 3, 4), [2, 2]),
        g.constant(Float32Array.of(0.5, 0.25), [2]),
        g.constant(Int8Array.of(0, 1), [2]),
      ],
      { axis: { kind: 'int', value: 1 } },
    );
    g.output(g.matmul(g.op('DequantizeLinear', [q, scale, zero]), weight), 'y');
    const twin = new GraphBuilder();
    const input = twin.input('x', 'float32', [1, 2]);
    twin.output(appendModelOutput(twin, readModel(g.build()), { x: input }, 'y'), 'y');
    const session = await openSession(twin.build());
    const { y } = await session.run({ x: new Tensor(Float32Array.of(0.04, 1), [1, 2]) });
    await session.release();
    // Columns 0.5·[1, 3] and 0.25·[2 - 1, 4 - 1]; 0.04 is not rounded to 0.
    expect(Array.from(floatsOf(y), (v) => Number(v.toFixed(4)))).toEqual([1.52, 0.76]);
  });
});

describe('disturbances', () => {
  let rows: readonly RobustnessRow[];
  const of = (kind: string) => rows.filter(({ disturbance }) => disturbance.kind === kind);
  beforeAll(async () => {
    const subject = await loopDetector(fitted, 'hybrid');
    rows = await measureRobustness(subject, probes, {
      ...{ windowLength: 10, scaling: fitted.scaling, seed: 1, epsilons: [0.01, 0.1, 0.5] },
    });
  });

  test('every kind is measured, on windows that could flip', () => {
    const kinds = rows.map(({ disturbance: d }) => (d.kind === 'fault' ? d.fault : d.kind));
    expect(new Set(kinds)).toEqual(new Set(['noise', 'raise', 'hide', ...faultKinds]));
    for (const { windows } of rows) expect(windows).toBeGreaterThan(20);
  });

  test('the further an attack may go, the more it moves', () => {
    const rises = of('raise').map(({ meanChange }) => meanChange ?? 0);
    expect(rises).toEqual([...rises].sort((a, b) => a - b));
    expect(rises[0]).toBeGreaterThan(0);
    for (const { meanChange } of of('hide').slice(0, 2)) expect(meanChange).toBeLessThan(0);
    const flips = of('raise').map(({ flipped }) => flipped ?? 0);
    expect(flips[2]).toBeGreaterThan(flips[0] ?? 1);
  });

  test('who knows the model moves it further than chance does', () => {
    of('raise').forEach(({ meanChange }, i) => {
      expect(meanChange).toBeGreaterThan(Math.abs(of('noise')[i]?.meanChange ?? 0));
    });
  });
});

test('a step goes by the whole bound of its channel, noise never further', () => {
  const windows = Float32Array.of(1, 1, 1, 1);
  const gradient = Float32Array.of(2, -3, 0, 1e-9);
  expect([...signStep(windows, gradient, [0.5, 2], 'up')]).toEqual([1.5, -1, 1, 3]);
  expect([...signStep(windows, gradient, [0.5, 2], 'down')]).toEqual([0.5, 3, 1, -1]);
  expect([...addNoise(windows, [0.5, 2], () => 1)]).toEqual([1.5, 3, 1.5, 3]);
  expect([...addNoise(windows, [0.5, 2], () => 0)]).toEqual([0.5, -1, 0.5, -1]);
});

const scale = { level: 1, spread: 2 };
test.each([
  ['none', [0, 2], [0, 2], undefined, { windows: 2, flipped: 0, meanChange: 0 }],
  ['either way', [0, 2], [2, 0], undefined, { windows: 2, flipped: 1, meanChange: 0 }],
  [
    'up, of those below',
    [0, 0.5, 2],
    [2, 0.5, 0],
    'below',
    { windows: 2, flipped: 0.5, meanChange: 0.5 },
  ],
  ['down, of those above', [0, 3], [9, 1], 'above', { windows: 1, flipped: 1, meanChange: -1 }],
  ['nothing to flip', [0], [9], 'above', { windows: 0, flipped: null, meanChange: null }],
] as const)('flips: %s', (_, before, after, from, expected) =>
  expect(changeOf(Float64Array.from(before), Float64Array.from(after), scale, from)).toEqual(
    expected,
  ),
);
