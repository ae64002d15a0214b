import { checkModel } from '@lookout/shared/onnx/check';
import { Random } from '@lookout/shared/simulator/random';
import { beforeAll, expect, test } from 'vitest';
import { type AssembledDetector, assembleDetector } from '../bundle/assemble-detector.ts';
import { DetectorSession } from '../bundle/detector-session.ts';
import { type FittedLoop, fitLoop } from '../judging/trained.fixture.ts';
import { optimizedOpCounts } from '../latency/optimized-op-counts.ts';
import {
  conv1dNetwork,
  conv2dNetwork,
  denseNetwork,
  normalWindows,
  relativeGap,
  runNetwork,
} from '../network/networks.fixture.ts';
import { cpuForms, type Form, gpuForm } from './forms.ts';

// The whole detector on the simulated loop, with its network in another form.

let fitted: FittedLoop;
let float: AssembledDetector;

beforeAll(async () => {
  fitted = await fitLoop([48, 32], 60);
  float = await assembleDetector(fitted, 'hybrid', 0.01);
});

async function inForm({ apply }: Form): Promise<AssembledDetector> {
  if (!fitted.network) throw new Error('no network was trained');
  const { shape } = fitted.network.network.input;
  const random = new Random(4);
  const size = shape.reduce((product, dim) => product * dim, 128);
  const windows = Float32Array.from({ length: size }, () => 2 * random.normal());
  const network = await apply(fitted.network.network, windows);
  if (!network) throw new Error('not for this network');
  return assembleDetector({ ...fitted, network: { ...fitted.network, network } }, 'hybrid', 0.01);
}

const forDense = [...cpuForms, gpuForm].filter(
  ({ name }) => !['int8-weights-2d', 'int8-but-first'].includes(name),
);

async function scoresOf({ model }: AssembledDetector): Promise<Float64Array> {
  const shape = { windowLength: fitted.windowLength, channels: fitted.scaling.length };
  await using session = await DetectorSession.open(model, shape);
  return (await session.score(fitted.calibrationWindows)).score;
}

test.each(forDense)(
  'a detector of $name passes the check of devices and scores alike',
  async (form) => {
    const detector = await inForm(form);
    expect(checkModel(detector.model).macs).toBeGreaterThan(0);
    const [exact, own] = [await scoresOf(float), await scoresOf(detector)];
    const gap = own.reduce((sum, score, i) => sum + Math.abs(score - (exact[i] ?? 0)), 0);
    const size = exact.reduce((sum, score) => sum + Math.abs(score), 0);
    expect(gap / size).toBeLessThan(0.08);
  },
);

test('its layers are fused inside of the detector too', async () => {
  const int8 = cpuForms.find(({ name }) => name === 'int8');
  if (!int8) throw new Error('no form int8');
  const { model } = await inForm(int8);
  expect(await optimizedOpCounts(model)).toMatchObject({ QGemm: 7, QuantizeLinear: 1 });
});

test('each form is a network that says nearly the same, or none', async () => {
  const made: Record<string, string[]> = {};
  const networks = { dense: denseNetwork(), conv1d: conv1dNetwork(), conv2d: conv2dNetwork() };
  for (const [kind, network] of Object.entries(networks)) {
    const windows = normalWindows(network, 32);
    const exact = await runNetwork(network, windows);
    for (const { name, apply } of [...cpuForms, gpuForm]) {
      const other = await apply(network, windows);
      if (!other) continue;
      made[name] = [...(made[name] ?? []), kind];
      for (const [output, values] of Object.entries(await runNetwork(other, windows)))
        expect(relativeGap(values, exact[output]), `${name} ${kind}`).toBeLessThan(0.1);
    }
  }
  expect(made).toEqual({
    'int8-weights': ['dense', 'conv1d', 'conv2d'],
    'int8-weights-2d': ['conv1d', 'conv2d'],
    int8: ['dense', 'conv1d', 'conv2d'],
    'int8-but-first': ['conv2d'],
    fp16: ['dense', 'conv1d', 'conv2d'],
  });
});
