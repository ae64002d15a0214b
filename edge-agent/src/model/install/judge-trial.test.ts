import type { InstallFigures } from '@lookout/shared/protocol/release-phase';
import type { InstallRules } from '@lookout/shared/protocol/signed-documents';
import { expect, test } from 'vitest';
import { judgeFigures } from './judge-trial.ts';

const figures: InstallFigures = {
  ...{ windows: 10, agreement: 1, oldAbove: 0, newAbove: 0, crashes: 0 },
  ...{ oldLatencyP95Us: 770, newLatencyP95Us: 900, newLatencyLowUs: 850, latencyFloorUs: 5_000 },
  ...{ memoryBytes: null, addedMemoryBytes: null },
};
const rules: InstallRules = {
  ...{ shadowWindows: 10, trialWindows: 10, maxInstallMs: 60_000, minAgreement: null },
  ...{ maxLatencyUs: null, maxLatencyRatio: 3, maxAddedMemoryBytes: null },
};

/** What the reason says; null: it stays. */
const cases: [string, Partial<InstallFigures>, Partial<InstallRules>, string | null][] = [
  ['as fast as the old one', {}, {}, null],
  // As the demonstration once took a harmless release back.
  ['slowest of ten windows, far below the deadline', { newLatencyP95Us: 3_300 }, {}, null],
  ['four times as slow, below the floor', { newLatencyLowUs: 3_300 }, {}, null],
  ['one hiccup above the floor', { newLatencyP95Us: 90_000 }, {}, null],
  ['too few windows to tell', { newLatencyP95Us: 90_000, newLatencyLowUs: null }, {}, null],
  [
    'slow for certain',
    { newLatencyLowUs: 15_001 },
    {},
    'p95 of at least 15.001 ms a window against 0.770 ms (counted as 5.000 ms) of the old bundle, at most 3 times as much',
  ],
  [
    'slow on a stream with little time',
    { newLatencyLowUs: 2_500, latencyFloorUs: 100 },
    {},
    'p95 of at least 2.500 ms a window against 0.770 ms of the old bundle, at most 3 times as much',
  ],
  [
    'slower, and no ratio is asked for',
    { newLatencyLowUs: 90_000 },
    { maxLatencyRatio: null },
    null,
  ],
  [
    'above the limit for certain',
    { newLatencyLowUs: 1_600 },
    { maxLatencyUs: 1_500 },
    'p95 of at least 1.600 ms a window, at most 1.500 ms',
  ],
  ['above the limit once', { newLatencyP95Us: 1_600 }, { maxLatencyUs: 1_500 }, null],
];

test.each(cases)('%s', (_, given, asked, text) =>
  expect(judgeFigures({ ...figures, ...given }, { ...rules, ...asked })).toEqual(
    text === null ? null : { code: 'latency', text },
  ),
);
