import { checkModel } from '@lookout/shared/onnx/check';
import { Random } from '@lookout/shared/simulator/random';
import { beforeAll, expect, test } from 'vitest';
import { type AssembledDetector, assembleDetector } from '../bundle/assemble-detector.ts';
import { DetectorSession } from '../bundle/detector-session.ts';
import { type FittedLoop, fitLoop } from '../judging/trained.fixture.ts';
import { optimizedOpCounts } from '../latency/optimized-op-counts.ts';
import { type BitForm, cpuForms, gpuForms } from './bit-forms.ts';

// The whole detector on the simulated loop, with its network in another form.

let fitted: FittedLoop;
let forms: readonly BitForm[];
let float: AssembledDetector;

beforeAll(async () => {
  fitted = await fitLoop([48, 32], 60);
  const network = fitted.network?.network;
  if (!network) throw new Error('no network was trained');
  const random = new Random(4);
  const size = network.input.shape.reduce((product, dim) => product * dim, 128);
  const windows = Float32Array.from({ length: size }, () => 4 * random.normal());
  forms = [...(await cpuForms(network, windows)), ...gpuForms(network)];
  float = await assembleDetector(fitted, 'hybrid', 0.01);
});

async function inForm(name: string): Promise<AssembledDetector> {
  const network = forms.find((form) => form.name === name)?.network;
  if (!network || !fitted.network) throw new Error(`no form ${name}`);
  return assembleDetector({ ...fitted, network: { ...fitted.network, network } }, 'hybrid', 0.01);
}

async function scoresOf({ model }: AssembledDetector): Promise<Float64Array> {
  const shape = { windowLength: fitted.windowLength, channels: fitted.scaling.length };
  await using session = await DetectorSession.open(model, shape);
  return (await session.score(fitted.calibrationWindows)).score;
}

test.each(['fp32', 'int8', 'u8i8', 'u8i8 float heads', 'fp16'])(
  'a detector of form %s passes the check of devices and scores alike',
  async (name) => {
    const detector = await inForm(name);
    expect(checkModel(detector.model).macs).toBeGreaterThan(0);
    const [exact, own] = [await scoresOf(float), await scoresOf(detector)];
    const gap = own.reduce((sum, score, i) => sum + Math.abs(score - (exact[i] ?? 0)), 0);
    const size = exact.reduce((sum, score) => sum + Math.abs(score), 0);
    expect(gap / size).toBeLessThan(name === 'fp32' ? 1e-5 : 0.08);
  },
);

test('its layers are fused inside of the detector too', async () => {
  const { model } = await inForm('u8i8');
  expect(await optimizedOpCounts(model)).toMatchObject({ QGemm: 7, QuantizeLinear: 1 });
});
