import { clamp, known } from './known.ts';
import type { PlacementMemory } from './placement.ts';

type Corrections = PlacementMemory['corrections'];

/**
 * What the model gets wrong is one thing on a free machine (a profile that was measured at a bad moment) and
 * another where a run has to wait (rivals that it does not see all of): what was learned of the one must not
 * move what is predicted of the other. Between these two stretches it is something of both.
 */
const crowded = { from: 1.1, wholly: 1.3 } as const;
/** A prediction comes to what is observed within a minute or two, so that one odd sample changes little. */
const learnsWithinMs = 30_000;
/** What is not observed any more is believed less and less, or it would never be tried again. */
const forgetsWithinMs = 3_600_000;
/** In the logarithm: as good as forgotten. */
const hardly = 0.01;
export const bounds = { least: 0.4, most: 4 } as const;

/** In the logarithm; null: nothing was observed under such a load. */
interface Learned {
  readonly free: number | null;
  readonly crowded: number | null;
}

/** Of a prediction: how much of it each part of what was learned decides. */
interface Weights {
  readonly free: number;
  readonly crowded: number;
}

/** Observed against predicted p95 of a candidate under a load that stretches it so. */
export const correctionAt = (corrections: Corrections, key: string, stretch: number): number =>
  Math.exp(logAt(learnedOf(corrections, key), weightsAt(stretch)));

/** Comes nearer to the ratio that was observed under such a load; what belongs to the other kind stays. */
export function withObserved(
  corrections: Corrections,
  key: string,
  { stretch, ratio, stepMs }: { stretch: number; ratio: number; stepMs: number },
): Corrections {
  const learned = learnedOf(corrections, key);
  const weights = weightsAt(stretch);
  const present = logAt(learned, weights);
  const error = Math.log(clamp(ratio, bounds.least, bounds.most)) - present;
  // So shared among the two that the prediction moves by this share of its error.
  const step =
    (error * partOf(stepMs, learnsWithinMs)) / (weights.free ** 2 + weights.crowded ** 2);
  const moved = (kind: keyof Learned): number | null => {
    if (weights[kind] === 0) return forgotten(learned[kind], present, stepMs);
    // Hardly seen, it stays as unknown as it was.
    if (learned[kind] === null && weights[kind] < 0.5) return null;
    return logOf(learned, kind) + step * weights[kind];
  };
  return entriesOf(key, { free: moved('free'), crowded: moved('crowded') });
}

/** A while later, in which nothing was observed of it. */
export function withoutObserved(
  corrections: Corrections,
  key: string,
  stepMs: number,
): Corrections {
  const learned = learnedOf(corrections, key);
  const later = (kind: keyof Learned): number | null => {
    const after = forgotten(learned[kind], 0, stepMs);
    return after === null || Math.abs(after) < hardly ? null : after;
  };
  return entriesOf(key, { free: later('free'), crowded: later('crowded') });
}

function weightsAt(stretch: number): Weights {
  const isCrowded = clamp((stretch - crowded.from) / (crowded.wholly - crowded.from), 0, 1);
  return { free: 1 - isCrowded, crowded: isCrowded };
}

const logAt = (learned: Learned, weights: Weights): number =>
  weights.free * logOf(learned, 'free') + weights.crowded * logOf(learned, 'crowded');

/** What was never observed under such a load is as wrong as under the other. */
const logOf = ({ free, crowded }: Learned, kind: keyof Learned): number =>
  (kind === 'free' ? (free ?? crowded) : (crowded ?? free)) ?? 0;

const forgotten = (log: number | null, towards: number, stepMs: number): number | null =>
  log === null ? null : log + (towards - log) * partOf(stepMs, forgetsWithinMs);

const partOf = (stepMs: number, withinMs: number): number => 1 - Math.exp(-stepMs / withinMs);

const crowdedKey = (key: string): string => `${key} crowded`;

function learnedOf(corrections: Corrections, key: string): Learned {
  const log = (name: string): number | null => {
    const ratio = known(corrections[name]);
    return ratio === null ? null : Math.log(clamp(ratio, bounds.least, bounds.most));
  };
  return { free: log(key), crowded: log(crowdedKey(key)) };
}

function entriesOf(key: string, { free, crowded }: Learned): Corrections {
  const entry = (name: string, log: number | null) =>
    log === null ? {} : { [name]: clamp(Math.exp(log), bounds.least, bounds.most) };
  return { ...entry(key, free), ...entry(crowdedKey(key), crowded) };
}
