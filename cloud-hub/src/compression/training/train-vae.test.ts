import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork } from '@lookout/shared/onnx/network';
import { networkOf } from '@lookout/shared/onnx/network-of';
import type { VaeWeights } from '@lookout/shared/onnx/vae';
import { Random } from '@lookout/shared/simulator/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { openSession } from '../session.ts';
import { buffered, floatsOf } from '../tensors.ts';
import type { TrainingProgress } from './train-loop.ts';
import { type TrainedVae, trainVae } from './train-vae.ts';
import { recommendedOptions, type VaeTrainingOptions } from './vae-options.ts';

const windowLength = 10;
const channels = 3;
const size = windowLength * channels;

/** Three sensors of one turning shaft, with a little noise. */
function shaft(windows: number, phase = 0, seed = 1): Float32Array {
  const random = new Random(seed);
  const row = (t: number, channel: number) =>
    Math.sin((t + phase * channel) / 4 + channel) + 0.1 * random.normal();
  const rows = Float32Array.from({ length: (windows + windowLength) * channels }, (_, i) =>
    row(Math.floor(i / channels), i % channels),
  );
  return Float32Array.from({ length: windows * size }, (_, i) => {
    const window = Math.floor(i / size);
    return rows[window * channels + (i % size)] ?? 0;
  });
}

const options = (seed: number, more: Partial<VaeTrainingOptions> = {}): VaeTrainingOptions => ({
  ...recommendedOptions({ windowLength, channels }, new Random(seed), {
    hidden: [32, 16],
    latent: 4,
    steps: 300,
  }),
  ...more,
});

describe('a trained detector', () => {
  let trained: TrainedVae;
  const progress: TrainingProgress[] = [];
  beforeAll(async () => {
    trained = await trainVae(shaft(600), options(7), (one) => progress.push(one));
  });

  test('reconstructs what it learned and not a shaft out of phase', async () => {
    const normal = await meanSquaredError(trained, shaft(100, 0, 2));
    const faulty = await meanSquaredError(trained, shaft(100, 6, 2));
    expect(normal).toBeLessThan(0.1);
    expect(faulty).toBeGreaterThan(3 * normal);
  });

  test('is plain data with a falling loss history', () => {
    expect(Object.keys(trained.weights)).toHaveLength(14);
    expect(trained.channelLogVariance).toHaveLength(channels);
    expect(trained.constantChannels).toEqual([]);
    expect(trained.history.map(({ step }) => step)).toEqual([50, 100, 150, 200, 250, 300]);
    expect(trained.history.at(-1)?.validationLoss).toBeLessThan(
      trained.history[0]?.validationLoss ?? 0,
    );
    expect(trained.validationLoss).toBe(
      Math.min(...trained.history.map(({ validationLoss }) => validationLoss ?? 0)),
    );
  });

  test('saw every window in the end, after a run validated by the last tenth', () => {
    expect(trained).toMatchObject({ trainWindows: 600, validationWindows: 60, steps: 300 });
  });

  test('told of its progress through both runs', () => {
    expect(progress.map(({ step }) => step)).toEqual(
      Array.from({ length: 60 }, (_, i) => 10 * (i + 1)),
    );
    expect(progress.every(({ steps, loss }) => steps === 600 && Number.isFinite(loss))).toBe(true);
    expect(progress.at(-1)?.validationLoss).toBe(trained.validationLoss);
  });

  test('comes out the same, bit for bit, from the same seed, and different from another', async () => {
    const again = await trainVae(shaft(600), options(7));
    const other = await trainVae(shaft(600), options(8));
    expect(again.weights).toEqual(trained.weights);
    expect(again.channelLogVariance).toEqual(trained.channelLogVariance);
    expect(again.history).toEqual(trained.history);
    expect(other.weights['mu.weight']).not.toEqual(trained.weights['mu.weight']);
  });
});

describe('a run', () => {
  test('of a plain β-VAE has no channel variance', async () => {
    const base = options(1, { loss: { kind: 'beta' } });
    const trained = await trainVae(shaft(100), {
      ...base,
      schedule: { ...base.schedule, steps: 20 },
    });
    expect(trained.channelLogVariance).toBeNull();
    expect(trained.history[0]?.reconstruction).toBeGreaterThan(0);
  });

  test('without a second one keeps its validation part apart, and a window length before it', async () => {
    const base = options(1);
    const trained = await trainVae(shaft(600), {
      ...base,
      schedule: { ...base.schedule, steps: 20 },
      validation: { ...base.validation, refit: false },
    });
    expect(trained.trainWindows).toBe(600 - 60 - (windowLength - 1));
    expect(trained.validationWindows).toBe(60);
  });

  test('trains on everything where there is too little to validate on', async () => {
    const base = options(1);
    const schedule = { ...base.schedule, steps: 60 };
    const trained = await trainVae(shaft(40), { ...base, schedule });
    expect(trained).toMatchObject({ trainWindows: 40, validationWindows: 0, validationLoss: null });
    expect(trained.steps).toBe(60);
  });

  test('is aborted between two steps', async () => {
    const abort = new AbortController();
    const stop = ({ step }: TrainingProgress) => step === 20 && abort.abort(new Error('enough'));
    const run = trainVae(shaft(100), options(1), stop, abort.signal);
    await expect(run).rejects.toThrow('enough');
  });

  test('leaves the event loop free between its steps', async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    await trainVae(shaft(100), options(1));
    clearImmediate(timer);
    expect(turns).toBeGreaterThan(300);
  });

  test('that diverges says so, and at which step', async () => {
    const base = options(1);
    const schedule = { ...base.schedule, learningRate: 1e30, learningRateWarmUpSteps: 0 };
    await expect(trainVae(shaft(100), { ...base, schedule })).rejects.toMatchObject({
      code: 'diverged',
      message: expect.stringMatching(/at step \d+/),
    });
  });

  test('refuses windows that hold NaN', async () => {
    const windows = shaft(100);
    windows[17] = Number.NaN;
    await expect(trainVae(windows, options(1))).rejects.toMatchObject({ code: 'not_finite' });
  });
});

async function meanSquaredError(vae: VaeWeights, windows: Float32Array): Promise<number> {
  const g = new GraphBuilder();
  const window = g.input('window', 'float32', ['batch', windowLength, channels]);
  const { reconstruction } = appendNetwork(g, networkOf(vae), window);
  if (!reconstruction) throw new Error('no reconstruction');
  g.output(g.reduceMean(g.square(g.sub(window, reconstruction))), 'error');
  const session = await openSession(g.build());
  const shape = [windows.length / size, windowLength, channels];
  const { error } = await session.run({ window: buffered(shape, windows).tensor });
  await session.release();
  return floatsOf(error)[0] ?? Number.NaN;
}
