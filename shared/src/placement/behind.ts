import type { PlacementMemory } from './placement.ts';

type Behind = PlacementMemory['behind'];

/** What a switch costs, in late windows: a file is loaded and warmed, and both variants run for a while. */
export const switchCostWindows = 5;

export interface Cost {
  /** In late windows; null: it cannot be taken now, and so gains nothing. */
  readonly perMs: number | null;
  /** What it costs to leave it, in late windows. */
  readonly most: number;
}

/**
 * What each candidate would have cost up to now beyond the cheapest one, in late windows, switches among them
 * included: so it is never further behind than a switch costs. Whatever runs and is as far behind as that has
 * cost as much as to have switched away would have. (The work function of Borodin, Linial and Saks, "An optimal
 * on-line algorithm for metrical task system", 1992; without the future no rule promises more for two states.)
 */
export function behindAfter(
  before: Behind,
  costs: ReadonlyMap<string, Cost>,
  stepMs: number,
): Behind {
  const grown = [...costs].flatMap(([key, { perMs, most }]) =>
    perMs === null ? [] : [{ key, most, cost: (before[key] ?? 0) + perMs * stepMs }],
  );
  const least = Math.min(...grown.map(({ cost }) => cost));
  const open = grown.map(({ key, most, cost }): [string, number] => [
    key,
    Math.min(most, cost - least),
  ]);
  const furthest = Math.max(0, ...open.map(([, cost]) => cost));
  const closed = [...costs].flatMap(([key, { perMs }]): [string, number][] =>
    perMs === null ? [[key, Math.max(furthest, before[key] ?? 0)]] : [],
  );
  return Object.fromEntries([...open, ...closed]);
}

/** Whatever the reason: what was left has to make up for the way back, too. */
export const behindAfterSwitch = (before: Behind, from: string, to: string): Behind => ({
  ...before,
  ...{ [from]: switchCostWindows, [to]: 0 },
});

/** Where costs differ by nothing that is measured, the past counts less and less. */
export const faded = (before: Behind, stepMs: number): Behind =>
  Object.fromEntries(
    Object.entries(before).map(([key, cost]) => [key, cost * Math.exp(-stepMs / fadesWithinMs)]),
  );

const fadesWithinMs = 60_000;

/** So many of the switches that an hour allows are made at what they cost. */
const freeShare = 0.5;

/**
 * How far behind a variant must be to be left, in late windows: the cost of a switch, and twice as much for every
 * one of the last hour beyond half of its cap, or none would be left when it is needed most.
 */
export const worthASwitch = (switches: number, maxSwitchesPerHour: number): number =>
  switchCostWindows * 2 ** Math.max(0, Math.ceil(switches - freeShare * maxSwitchesPerHour));
