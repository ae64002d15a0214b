import type { EventRecord } from '@lookout/shared/protocol/records';
import type { InstalledBundle } from '@lookout/shared/protocol/release-phase';
import type { ScoreBlock } from '@lookout/shared/protocol/scores';
import type { Random } from '@lookout/shared/simulator/random';
import type { Subject } from './subject.ts';

/** Raise level of a simulated stream, calibrated units. */
const threshold = 6;

export const commonOf = (seq: number, at: number, bootId: string) => ({
  ...{ seq, at, sourceAt: null, clockOffsetMs: null, clock: 'synchronized' as const },
  ...{ bootId, replayed: false },
});

export interface ScoredWindows {
  readonly seq: number;
  /** Of the last window. */
  readonly at: number;
  readonly windows: number;
  readonly runs: InstalledBundle;
}

/** Windows one period apart, all of them normal. */
export function scoreBlock(
  { stream, channels, periodMs }: Subject,
  random: Random,
  { seq, at, windows, runs }: ScoredWindows,
): ScoreBlock {
  const column = (value: () => number) => Array.from({ length: windows }, value);
  const values = channels.map(() => column(() => round(random.normal())));
  return {
    ...{ seq, stream, modelDigest: runs.bundle, variant: runs.variant, replayed: false },
    at: Array.from({ length: windows }, (_, i) => at - (windows - 1 - i) * periodMs),
    sourceAt: null,
    score: column(() => round(Math.abs(random.normal()))),
    threshold: column(() => threshold),
    latencyUs: column(() => 800 + Math.round(400 * random.uniform())),
    channels: channels.map(({ name }) => name),
    ...{ values, expected: values.map((of) => of.map(() => 0)) },
  };
}

/** Raised and cleared a second later. */
export function alertPair(
  { stream, channels }: Subject,
  random: Random,
  runs: InstalledBundle,
  {
    alertId,
    at,
    bootId,
  }: { readonly alertId: string; readonly at: number; readonly bootId: string },
): ((seq: number) => EventRecord)[] {
  const [channel] = channels;
  const score = round(threshold + 3 * random.uniform());
  const alert = {
    ...{ stream, modelDigest: runs.bundle, variant: runs.variant, threshold, alertId },
    ...{ score, peakScore: score },
    channels: channel
      ? [{ channel: channel.name, unit: channel.unit, value: 1.2, expected: 0.9, share: 0.8 }]
      : [],
  };
  return [
    (seq) => ({
      ...{ type: 'raised', ...commonOf(seq, at, bootId), ...alert },
      ...{ since: at - 1_000, priority: 'low' },
    }),
    (seq) => ({
      ...{ type: 'cleared', ...commonOf(seq, at + 1_000, bootId), ...alert },
      ...{ score: 1, reason: 'returned' },
    }),
  ];
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
