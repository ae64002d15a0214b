import type { PlacementMemory } from './placement.ts';

type Behind = PlacementMemory['behind'];

/** What a switch costs, in late windows: a file is loaded and warmed, and both variants run for a while. */
export const switchCostWindows = 5;

/**
 * What each candidate would have cost up to now beyond the cheapest one, in late windows, switches among them
 * included: so it is never further behind than a switch costs. Whatever runs and is as far behind as that has
 * cost as much as to have switched away would have. (The work function of Borodin, Linial and Saks, "An optimal
 * on-line algorithm for metrical task system", 1992; without the future no rule promises more for two states.)
 * @param costs of a millisecond, in late windows; null: it cannot be taken now, and so gains nothing
 */
export function behindAfter(
  before: Behind,
  costs: ReadonlyMap<string, number | null>,
  stepMs: number,
): Behind {
  const grown = [...costs].flatMap(([key, cost]): [string, number][] =>
    cost === null ? [] : [[key, (before[key] ?? 0) + cost * stepMs]],
  );
  const least = Math.min(...grown.map(([, cost]) => cost));
  const open = grown.map(([key, cost]): [string, number] => [
    key,
    Math.min(switchCostWindows, cost - least),
  ]);
  const most = Math.max(0, ...open.map(([, cost]) => cost));
  const closed = [...costs].flatMap(([key, cost]): [string, number][] =>
    cost === null ? [[key, Math.max(most, before[key] ?? 0)]] : [],
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

const fadesWithinMs = 600_000;
