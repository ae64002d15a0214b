import { z } from 'zod';
import { rowsOf } from '../window-size.ts';
import { AssetFit, isSteady, isWithinBounds, measureAsset } from './asset-fit.ts';
import type { DecisionGround } from './settings.ts';

/** How far the fit to this asset has come. */
export const Commissioning = z.object({
  phase: z.enum([
    'collecting', // the manifest's values are in force until enough windows have come
    'commissioned', // fitted to this asset; fitted again whenever the windows have doubled
    'refined', // fitted for good
    'refused', // this asset's scores lie outside the manifest's bounds
    'restored', // an operator wants the manifest's values
  ]),
  /** An operator has said that what comes now is normal: windows count though an alert stands. */
  vouched: z.boolean(),
  /** Every so many windows one score, calibrated units of the bundle. */
  sample: z.array(z.number()),
  /** Did an alert stand? One per score. */
  alarmed: z.array(z.boolean()),
  /** Windows since the last score taken. */
  skipped: z.int().min(0),
  fit: AssetFit.nullable(),
});
export type Commissioning = z.infer<typeof Commissioning>;

export const beginCommissioning = (vouched: boolean): Commissioning => ({
  ...{ phase: 'collecting', vouched, sample: [], alarmed: [], skipped: 0, fit: null },
});

export interface CommissioningStep {
  readonly state: Commissioning;
  readonly event: 'commissioned' | 'refused' | null;
}

/** Fewer windows side by side than this say nothing of a spread. */
const leastIndependent = 8;
/** The last fit rests on so many times the windows of the first. */
const refinedAfter = 16;
/** Median and interquartile range bear so many foreign windows. */
const mostAlarmed = 0.25;

/** Overlapping windows are nearly alike: four in the length of a window are enough. */
const strideOf = ({ input }: DecisionGround): number => Math.ceil(rowsOf(input) / 4);

export const windowsNeeded = ({ commissioning, input }: DecisionGround): number =>
  Math.max(commissioning.minWindows, leastIndependent * rowsOf(input));

export const windowsCollected = (state: Commissioning, ground: DecisionGround): number =>
  state.sample.length * strideOf(ground);

export const isCollecting = ({ phase }: Commissioning): boolean =>
  phase === 'collecting' || phase === 'commissioned';

/**
 * Takes one scored window. An asset that arrives broken must not be learned as normal: while an alert
 * stands nothing is fitted, and a sample that was taken under alerts for more than its quarter, or that
 * drifts, loses its older half. Only an operator can vouch that an asset which alarms is well.
 *
 * @param score calibrated units of the bundle
 * @param alarmed does an alert stand?
 */
export function commission(
  state: Commissioning,
  score: number,
  alarmed: boolean,
  ground: DecisionGround,
): CommissioningStep {
  if (!isCollecting(state)) return { state, event: null };
  const skipped = state.skipped + 1;
  if (skipped < strideOf(ground)) return { state: { ...state, skipped }, event: null };
  const next = {
    ...state,
    skipped: 0,
    sample: [...state.sample, score],
    alarmed: [...state.alarmed, alarmed],
  };
  const due = next.fit === null ? windowsNeeded(ground) : 2 * next.fit.windows;
  if (windowsCollected(next, ground) < due) return { state: next, event: null };
  if (next.vouched) return fitNow(next, ground);
  if (isMostlyAlarmed(next) || !isSteady(next.sample))
    return { state: dropOlderHalf(next), event: null };
  return alarmed ? { state: next, event: null } : fitNow(next, ground);
}

function fitNow(state: Commissioning, ground: DecisionGround): CommissioningStep {
  const windows = windowsCollected(state, ground);
  const windowLength = rowsOf(ground.input);
  const measured = measureAsset(state.sample, { windows, windowLength }, ground.calibration);
  const isSister =
    measured !== null && isWithinBounds(measured.plain, ground.calibration, ground.commissioning);
  if (!isSister) {
    const phase = state.fit === null ? 'refused' : 'refined';
    return { state: close(state, phase), event: phase === 'refused' ? phase : null };
  }
  const fitted: Commissioning = {
    ...state,
    phase: 'commissioned',
    // What is vouched for is the present; a fault that comes later must not be learned.
    vouched: false,
    fit: measured.weighed,
  };
  const isLast = windows >= refinedAfter * windowsNeeded(ground);
  return { state: isLast ? close(fitted, 'refined') : fitted, event: 'commissioned' };
}

/**
 * A level that rests on a few windows which an operator has vouched for: their median, and a spread that
 * is at least the bundle's.
 * @returns null where they are too few, or lie outside the bounds
 */
export function provisionalFit(state: Commissioning, ground: DecisionGround): AssetFit | null {
  const { sample } = state;
  if (!isVouched(state) || isSettling(state)) return null;
  const windows = windowsCollected(state, ground);
  const windowLength = rowsOf(ground.input);
  const plain = measureAsset(sample, { windows, windowLength }, ground.calibration)?.plain;
  if (plain === undefined) return null;
  const spread = Math.max(1, plain.spread);
  const provisional = { ...plain, spread, meanExcess: spread * ground.calibration.tail.meanExcess };
  return isWithinBounds(provisional, ground.calibration, ground.commissioning) ? provisional : null;
}

/** Is an operator's new normal being learned? */
export const isVouched = ({ phase, vouched }: Commissioning): boolean =>
  phase === 'collecting' && vouched;

/** After "this is the new normal" nothing can be judged until a window of it has been seen. */
export const isSettling = (state: Commissioning): boolean =>
  isVouched(state) && state.sample.length < settlingSample;
/** At four in the length of a window, these are those of one window's length. */
const settlingSample = 4;

const isMostlyAlarmed = ({ alarmed }: Commissioning): boolean =>
  alarmed.filter(Boolean).length > mostAlarmed * alarmed.length;

function dropOlderHalf(state: Commissioning): Commissioning {
  const half = Math.ceil(state.sample.length / 2);
  return { ...state, sample: state.sample.slice(half), alarmed: state.alarmed.slice(half) };
}

const close = (state: Commissioning, phase: Commissioning['phase']): Commissioning => ({
  ...{ ...state, phase, vouched: false, sample: [], alarmed: [], skipped: 0 },
});
