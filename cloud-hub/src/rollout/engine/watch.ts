import { graceOf } from './deadlines.ts';
import type { Member, RolloutSnapshot } from './rollout-state.ts';

// A release that takes a device down hours after it was committed does so after the last wave too, and by then nobody
// is on the way any more. So a rollout that has succeeded goes on looking: it holds up nobody, and what it finds
// halts it, with the reason in its history, for a person who takes it back or lets it be.

/** What becomes of a device for so long after the end is laid to the release. */
const watchMs = ({ plan }: Pick<RolloutSnapshot, 'plan'>): number =>
  Math.max(plan.waves.at(-1)?.soakMs ?? 0, 4 * graceOf(plan));

/** Of one that has committed: it is judged if it went dark before this, however late that shows. */
export function watchedUntil(member: Member, snapshot: RolloutSnapshot): number {
  const doneAt = Math.max(...snapshot.waves.map(({ since }) => since ?? 0));
  return Math.max(doneAt, member.since) + watchMs(snapshot);
}

const isWatched = ({ state, revert, superseded, revoked }: Member): boolean =>
  state === 'succeeded' && !(revert || superseded || revoked);

/** When the last of those that are there will have shown whether they stay; null: nobody is watched. */
export function watchEndsAt(snapshot: RolloutSnapshot): number | null {
  const ends = snapshot.members.filter(isWatched).map((m) => watchedUntil(m, snapshot));
  return ends.length === 0 ? null : Math.max(...ends) + graceOf(snapshot.plan);
}
