import { allowanceMs, reconnectMs } from './absence.ts';
import { deadlineAt } from './deadlines.ts';
import { goneAt } from './member-steps.ts';
import type { Member, RolloutSnapshot } from './rollout-state.ts';
import { nextTurn } from './schedule.ts';
import { nextSilence } from './silence.ts';
import { currentWave } from './verdict.ts';
import { watchEndsAt } from './watch.ts';

/** Moments at which one member that nothing is heard of would be seen otherwise. */
function memberTimes(member: Member, plan: RolloutSnapshot['plan']): (number | null)[] {
  const at = deadlineAt(member, plan);
  if (at === null || member.online) return [at];
  const seenAt = member.lastSeenAt ?? member.since;
  return [at, goneAt(member), seenAt + reconnectMs, seenAt + allowanceMs(member.habit)];
}

/** Nothing that time alone changes. */
const still: ReadonlySet<RolloutSnapshot['state']> = new Set([
  'DRAFT',
  'HALTED',
  'ABORTED',
  'SUPERSEDED',
]);
const judgesSilence: ReadonlySet<RolloutSnapshot['state']> = new Set([
  'RUNNING',
  'PAUSED',
  'SUCCEEDED',
]);
const begins: ReadonlySet<RolloutSnapshot['state']> = new Set(['APPROVED', 'RUNNING', 'SUCCEEDED']);

/** Somebody may begin once a window opens; a wave that waits for a person or for the one before does not. */
function awaitsWindow(snapshot: RolloutSnapshot): boolean {
  const { state, waves, members, plan } = snapshot;
  if (!begins.has(state)) return false;
  const current = currentWave(snapshot);
  const next = waves[current]?.state === 'done' ? current + 1 : current;
  const isNext = state !== 'SUCCEEDED' && waves[next]?.state === 'pending';
  const byPerson = state === 'RUNNING' && plan.waves[next]?.byHand && !waves[next]?.letBegin;
  return (isNext && !byPerson) || members.some((m) => m.state === 'tail' && m.online);
}

/** When time alone may change the decision; null: only news does. */
export function againAt(snapshot: RolloutSnapshot, now: number): number | null {
  const { plan, state, waves } = snapshot;
  if (still.has(state)) return null;
  const current = currentWave(snapshot);
  const wave = waves[current];
  const times: (number | null)[] = snapshot.members.flatMap((m) => memberTimes(m, plan));
  if (state === 'APPROVED') times.push(plan.schedule.startAt);
  if (state === 'RUNNING' && wave?.state === 'soaking' && wave.since !== null)
    times.push(wave.since + (plan.waves[current]?.soakMs ?? 0));
  if (judgesSilence.has(state)) times.push(nextSilence(snapshot, now));
  if (state === 'SUCCEEDED') times.push(watchEndsAt(snapshot));
  if (awaitsWindow(snapshot)) times.push(nextTurn(plan.schedule.windows, now));
  return times.reduce<number | null>(
    (first, at) => (at !== null && at > now && (first === null || at < first) ? at : first),
    null,
  );
}
