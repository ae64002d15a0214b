import { chooseVariant } from '@lookout/shared/placement/choose-variant';
import { noMemory, type PlacementMemory } from '@lookout/shared/placement/placement';
import type { Load } from '@lookout/shared/protocol/load';
import type { PlacementWish } from '@lookout/shared/protocol/placement';
import type { PlacementPolicyEntry } from '@lookout/shared/protocol/placements';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { PlacementStanding } from '../../device/placement-standing.ts';
import type { ChoiceRow, PlacementRow } from '../placement-row.ts';
import { nextWish } from './next-wish.ts';
import { policyOf } from './policy-chain.ts';
import { committedRelease, placedOf, situationOf, withGuardSwitch } from './situation-of.ts';

export interface Known {
  readonly standing: PlacementStanding;
  /** Of the committed release; null: it has none. */
  readonly variants: readonly ReleaseVariant[] | null;
  /** The newest sample, dated by the hub. */
  readonly load: Load | null;
  /** Added to the device's time it is ours. */
  readonly clockOffsetMs: number;
  readonly policies: readonly PlacementPolicyEntry[];
  /** The last decision; null: the first one. */
  readonly before: PlacementRow | null;
}

export interface Decided {
  readonly row: PlacementRow;
  /** Null: the device has nothing new to do. */
  readonly wish: PlacementWish | null;
  /** Null: the choice is the one that stands. */
  readonly change: ChoiceRow | null;
  /** Another place or code than at the last decision, for those who watch. */
  readonly isNews: boolean;
}

/** What the hub wants of one stream now; null where it leaves it alone. */
export function decideStream(known: Known, now: number): Decided | null {
  const { standing, variants, load, policies, before, clockOffsetMs } = known;
  const situation = situationOf(standing, variants, load, now);
  if (situation === null || standing.placement === null) return null;
  const { device, stream } = standing;
  const release = committedRelease(standing);
  const { policy, source } = policyOf(policies, standing);
  const memory = withGuardSwitch(
    ...([memoryOf(before, release), standing.placement, now, clockOffsetMs] as const),
  );
  const decision = chooseVariant(situation, policy, memory);
  const { choice, predicted } = decision;
  const wish = nextWish(standing.wish, { release, choice, policy }, standing.placement.number);
  const made = { device, stream, release, policySource: source, predicted };
  const isChange = wish !== null && wish.choice !== standing.wish?.choice;
  const from = situation.running === null ? null : placedOf(situation.running);
  return {
    row: {
      ...made,
      decidedAt: now,
      choice,
      memory: load === null ? stillWaiting(memory, decision.memory) : decision.memory,
    },
    wish,
    change: isChange ? { ...made, at: now, number: wish.number, from, choice, load } : null,
    isNews: wish !== null || !isSameNews(before, choice),
  };
}

const isSameNews = (before: PlacementRow | null, choice: PlacementRow['choice']): boolean =>
  before?.choice.code === choice.code &&
  before.choice.variant === choice.variant &&
  before.choice.provider === choice.provider;

/** Without a sample nobody knows whether what has lasted is over: the next one tells. */
const stillWaiting = (before: PlacementMemory, after: PlacementMemory): PlacementMemory => ({
  ...after,
  since: { ...before.since, ...after.since },
});

/** Of another release only the switches count on: its variants are others, whatever they are called. */
function memoryOf(before: PlacementRow | null, release: string | null): PlacementMemory {
  if (before === null) return noMemory;
  if (before.release === release) return { ...noMemory, ...before.memory };
  return { ...noMemory, switchedAt: before.memory.switchedAt };
}
