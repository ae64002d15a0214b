import { isLost } from './lost-providers.ts';
import { isSamePair, type Pair, type PlacementState, profileOf } from './placement-state.ts';

/**
 * What judges in the place of a pair that failed: the CPU before other processors, what was measured before
 * what was not, the fastest first. A provider that fell back without a word is never one of them.
 * @returns null: nothing else is on the disk that could
 */
export function fallbackOf(state: PlacementState, from: Pair): Pair | null {
  const { kept, held } = state;
  const pairs = kept.variants
    .filter(({ bundle }) => held.includes(bundle))
    .flatMap(({ name, providers }) => providers.map((provider) => ({ variant: name, provider })))
    .filter((pair) => !isSamePair(pair, from) && mayRun(state, pair, from));
  const [best = null] = pairs.toSorted((a, b) => rank(state, a) - rank(state, b));
  return best;
}

function mayRun(state: PlacementState, pair: Pair, from: Pair): boolean {
  const usable = profileOf(state.kept, pair)?.usable;
  // The CPU is there in any case; another variant may run where one could not.
  if (pair.provider === 'cpu') return usable === 'yes' || usable === undefined;
  return usable === 'yes' && pair.provider !== from.provider && !isLost(state, pair.provider);
}

function rank({ kept }: PlacementState, pair: Pair): number {
  const p95Us = profileOf(kept, pair)?.p95Us ?? unknownUs;
  return p95Us + (pair.provider === 'cpu' ? 0 : 2 * unknownUs);
}

const unknownUs = 1e9;
