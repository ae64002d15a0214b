import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../test/support/scratch.ts';
import { writeToyBundle } from '../../test/support/toy-bundle.ts';
import type { Verdict } from './detect/scored-window.ts';
import { loadBundle } from './model/load-bundle.ts';
import { SwitchTally } from './switch-tally.ts';
import type { Outcome } from './trial-tally.ts';

const none = new Float32Array(1);
const scored = (score: number): Verdict => ({
  kind: 'scored',
  score: {
    ...{ score, channelError: none, latentKl: none, rebuilt: null, latencyUs: 1 },
  },
});
const outcome = (score: number, above: boolean): Outcome => ({ verdict: scored(score), above });

test('scores are compared in the units of each bundle’s own calibration', async () => {
  await using folder = await scratchFolder();
  writeToyBundle(join(folder.path, 'toy'), { channels: [{ name: 'pressure', mean: 1, sd: 1 }] });
  const old = await loadBundle(join(folder.path, 'toy'));
  // Its scores are ten times as large, and so are its median (1) and spread (0.5).
  const { calibration } = old.manifest;
  const fresh = {
    ...old,
    manifest: { ...old.manifest, calibration: { ...calibration, median: 10, spread: 5 } },
  };
  const tally = new SwitchTally(old, fresh);
  expect(tally.figures).toEqual({ windows: 0, agreement: null, maxScoreDifference: null });
  tally.compare(outcome(2, false), outcome(20, false));
  expect(tally.figures).toEqual({ windows: 1, agreement: 1, maxScoreDifference: 0 });
  tally.compare(outcome(4, true), outcome(42, true));
  tally.compare(outcome(4, true), outcome(30, false));
  tally.compare({ verdict: { kind: 'notScored' }, above: null }, outcome(1, false));
  expect(tally.count).toBe(3);
  expect(tally.figures.agreement).toBeCloseTo(2 / 3);
  expect(tally.figures.maxScoreDifference).toBeCloseTo(2);
});
