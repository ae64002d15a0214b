import { expect, test } from 'vitest';
import { stretchOf } from './contention.ts';
import { correctionAt, withObserved } from './corrections.ts';
import { alone, crowdOfPrograms, type Recording } from './recorded-stress.fixture.ts';

const nothingElse = { cores: 2, cpuPressure: null, cpuClock: 1, otherGpu: null, gpuClock: null };
const key = 'network/cpu';
/** As the recording was made: three samples of each stress, the first of which is not judged. */
const [samples, stepMs] = [3, 10_000];

const isClose = (predicted: number, observed: number) => Math.abs(predicted / observed - 1) <= 0.25;
const geometricMean = (values: readonly number[]) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/** Through all stresses with one network running: how many are predicted, and with what was learned until then. */
function countOf({ idleUs, cells }: Recording, network: number) {
  const idle = idleUs[network] ?? Number.NaN;
  let corrections = {};
  const count = { plain: 0, learned: 0 };
  for (const { seen, observedUs } of cells) {
    const stretch = stretchOf('cpu', idle, { ...nothingElse, ...seen });
    const observed = (observedUs[network] ?? Number.NaN) / idle;
    const told: number[] = [];
    for (let sample = 0; sample < samples; sample++) {
      told.push(correctionAt(corrections, key, stretch));
      corrections = withObserved(corrections, key, { stretch, ratio: observed / stretch, stepMs });
    }
    if (isClose(stretch, observed)) count.plain += 1;
    if (isClose(stretch * geometricMean(told.slice(1)), observed)) count.learned += 1;
  }
  return count;
}

const totalOf = (recording: Recording) => {
  const counts = recording.idleUs.map((_, network) => countOf(recording, network));
  return {
    plain: counts.reduce((sum, { plain }) => sum + plain, 0),
    learned: counts.reduce((sum, { learned }) => sum + learned, 0),
    worse: counts.filter(({ plain, learned }) => learned < plain).length,
  };
};

test('what is learned from one stress to the next makes no network worse on a machine to itself', () => {
  expect(totalOf(alone)).toEqual({ plain: 89, learned: 93, worse: 0 });
});

test('and is worth most in a crowd, of which the device sees less', () => {
  expect(totalOf(crowdOfPrograms)).toEqual({ plain: 67, learned: 75, worse: 0 });
});
