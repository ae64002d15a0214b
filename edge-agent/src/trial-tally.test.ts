import { expect, test } from 'vitest';
import type { Verdict } from './detect/scored-window.ts';
import { type Outcome, TrialTally } from './trial-tally.ts';

const none = new Float32Array(0);
const scored = (above: boolean, latencyUs = 10): Outcome => {
  const score = { score: 1, channelError: none, latentKl: none, rebuilt: null, latencyUs };
  return { above, verdict: { kind: 'scored', score } };
};
const failed = (code: Extract<Verdict, { kind: 'failed' }>['code']): Outcome => ({
  ...{ above: null, verdict: { kind: 'failed', code, message: '' } },
});
const blind: Outcome = { above: null, verdict: { kind: 'notScored' } };
const unknown = { memoryBytes: null, addedMemoryBytes: null };

test('only windows that both have scored are compared', () => {
  const tally = new TrialTally(10, 50);
  tally.compare(scored(false), scored(false));
  tally.compare(scored(true), scored(false));
  tally.compare(scored(false), blind);
  tally.compare(blind, scored(true));
  tally.compare(failed('crashed'), scored(true));
  const { figures, missed } = tally.progress(unknown);
  expect(figures).toMatchObject({ windows: 2, agreement: 0.5, oldAbove: 1, newAbove: 0 });
  expect(missed).toBe(0);
});

test.each([
  ['crashed', 1],
  ['badOutput', 1],
  ['stopped', 0],
] as const)('a window on which the new one fails: %s', (code, missed) => {
  const tally = new TrialTally(10, 50);
  tally.compare(scored(false), failed(code));
  expect(tally.progress(unknown).missed).toBe(missed);
  tally.beginTrial();
  tally.judge(failed(code));
  expect(tally.progress(unknown)).toMatchObject({ missed, judged: 0 });
});

test('in the trial the new one is timed alone; what was compared stays', () => {
  const tally = new TrialTally(20, 50);
  for (let i = 1; i <= 20; i++) tally.compare(scored(false, i), scored(false, 2 * i));
  expect(tally.progress(unknown).figures).toMatchObject({
    ...{ oldLatencyP95Us: 19, newLatencyP95Us: 38, newLatencyLowUs: 34, latencyFloorUs: 50 },
  });
  tally.beginTrial();
  expect(tally.progress(unknown).figures.newLatencyP95Us).toBeNull();
  tally.judge(scored(true, 5));
  expect(tally.progress(unknown)).toMatchObject({
    judged: 1,
    figures: {
      windows: 20,
      agreement: 1,
      oldLatencyP95Us: 19,
      newLatencyP95Us: 5,
      newLatencyLowUs: null,
    },
  });
});

test('nothing was compared: there is no agreement to speak of', () => {
  expect(new TrialTally(1, 50).progress(unknown).figures.agreement).toBeNull();
});
