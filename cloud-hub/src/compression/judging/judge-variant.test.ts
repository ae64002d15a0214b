import { quantile } from '@lookout/shared/detector/calibration';
import { divisorOf } from '@lookout/shared/detector/scaling';
import { beforeAll, describe, expect, test } from 'vitest';
import { judgeVariant } from './judge-variant.ts';
import { type JudgedWindows, judgedWindows } from './judging-set.ts';
import { type ComponentScores, reconstructionScore, scoreVariant } from './score-variant.ts';
import { type FittedLoop, fitLoop, loopDetector, loopSet } from './trained.fixture.ts';

describe('the scores of a real detector', () => {
  let fitted: FittedLoop;
  beforeAll(async () => {
    fitted = await fitLoop([16]);
  });

  test('hold the reconstruction as the detector itself takes it', async () => {
    const { model } = await loopDetector(fitted, 'vae');
    const set = loopSet(fitted);
    const { calibrate, judge } = await scoreVariant(model, set);
    const { network } = fitted;
    // From the unit of the network's errors to sd of the channel, over all rows but the copied first.
    const errorScale = network?.errorScale.map((scale, c) => {
      const unit = divisorOf(network.prewhitening?.scaling[c] ?? { mean: 0, sd: 1 });
      return scale * unit ** 2 * (1 - 1 / set.windowLength);
    });
    const ofCalibration = reconstructionScore(calibrate, errorScale ?? []);
    const q99 = quantile(Float64Array.from(ofCalibration).sort(), 0.99);
    const expected = reconstructionScore(judge, errorScale ?? []).map((s) => Math.log1p(s / q99));
    const worst = judge.score.reduce(
      (max, score, i) => Math.max(max, Math.abs(score - (expected[i] ?? Number.NaN))),
      0,
    );
    expect(worst).toBeLessThan(2e-3);
  });

  test('hold the KL of all latents', async () => {
    const { model } = await loopDetector({ ...fitted, network: ofAllLatents(fitted) }, 'latent');
    const { calibrate, judge } = await scoreVariant(model, loopSet(fitted));
    const q99 = quantile(Float64Array.from(calibrate.kl).sort(), 0.99);
    judge.score.forEach((score, i) => {
      expect(score).toBeCloseTo(Math.log1p((judge.kl[i] ?? Number.NaN) / q99), 3);
    });
  });

  test('a network that hardly learned is told from its teacher by its own part, on the same windows', async () => {
    const weak = await fitLoop([4], 3);
    const set = loopSet(fitted);
    const windows = judgedWindows(set);
    const options = { windowLength: set.windowLength, falseAlarmRate: 0.01 };
    const [teacher, student] = [
      await scoreVariant((await loopDetector(fitted, 'hybrid')).model, set),
      await scoreVariant((await loopDetector(weak, 'hybrid')).model, set),
    ];
    const own = judgeVariant(teacher, null, windows, options);
    const other = judgeVariant(student, teacher, windows, options);
    expect(own.difference).toBeNull();
    expect(own.auroc.score?.value).toBeGreaterThan(0.6);
    expect(own.threshold.stale).toEqual(own.threshold.fresh);
    expect(other.vaeLoss.reconstruction).toBeGreaterThan(own.vaeLoss.reconstruction);
    expect(other.difference?.kl?.high).toBeLessThan(0);
    expect(other.difference?.kl?.value).toBeCloseTo(
      (other.auroc.kl?.value ?? 0) - (own.auroc.kl?.value ?? 0),
      12,
    );
  });
});

function ofAllLatents({ network }: FittedLoop): FittedLoop['network'] {
  return network && { ...network, latents: Array.from({ length: network.latent }, (_, k) => k) };
}

describe('figures from scores', () => {
  /** Two normal recordings' worth of windows: 40 normal, then an event of 10, then 50 normal. */
  const labels = Uint8Array.from({ length: 100 }, (_, i) => (i >= 40 && i < 50 ? 1 : 0));
  const windows: JudgedWindows = { ends: [], labels, runs: [100], events: [] };
  const options = { windowLength: 2, falseAlarmRate: 0.1 };
  const scoresOf = (of: (i: number) => number, count = 100): ComponentScores => ({
    score: Float64Array.from({ length: count }, (_, i) => of(i)),
    kl: Float64Array.from({ length: count }, (_, i) => 2 * of(i)),
    squaredError: Float64Array.from({ length: 2 * count }, (_, i) => 1 + (i % 2)),
  });
  const teacher = {
    calibrate: scoresOf((i) => i, 200),
    judge: scoresOf((i) => (labels[i] === 1 ? 300 : i)),
    errorScale: [1, 2],
  };

  test('the loss is in units of the teacher’s own error', () => {
    const { vaeLoss } = judgeVariant(teacher, null, windows, options);
    // ½ · 2 rows · (1/1 + 2/2), and a mean of 2 · 99.5.
    expect(vaeLoss).toEqual({ reconstruction: 2, kl: 199, total: 201 });
  });

  test('a stale level is the teacher’s, a fresh one the variant’s own', () => {
    // Everything ten higher: the teacher's level lets more normal windows alarm.
    const shifted = {
      ...teacher,
      calibrate: scoresOf((i) => i + 110, 200),
      judge: scoresOf((i) => (labels[i] === 1 ? 410 : i + 110)),
    };
    const { threshold } = judgeVariant(shifted, teacher, windows, options);
    expect(threshold.stale.level).toBeCloseTo(179.1, 6);
    expect(threshold.fresh.level).toBeCloseTo(289.1, 6);
    expect(threshold.stale.falseAlarmRate).toBeCloseTo(30 / 90, 6);
    expect(threshold.fresh).toMatchObject({ falseAlarmRate: 0, detectionRate: 1 });
  });

  test('equal scores differ by nothing', () => {
    const { difference } = judgeVariant(teacher, teacher, windows, options);
    expect(difference?.score).toEqual({ value: 0, low: 0, high: 0 });
  });
});
