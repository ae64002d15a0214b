import type { RolloutSnapshot } from './rollout-state.ts';
import { isOpen } from './schedule.ts';
import { currentWave } from './verdict.ts';
import { waveStanding, windowWords } from './waves.ts';
import { instant } from './words.ts';

/** The rollout as a whole stands still; null where each wave has its own answer. */
function wholeWaits({ state, plan }: RolloutSnapshot, now: number): string | null {
  const { startAt } = plan.schedule;
  switch (state) {
    case 'DRAFT':
      return 'A draft: an admin approves it';
    case 'APPROVED':
      return startAt !== null && startAt > now ? `Starts at ${instant(startAt)}` : null;
    case 'PAUSED':
      return 'Paused: a person resumes or ends it';
    case 'HALTED':
      return 'Halted: a person resumes it, or ends it: what is installed stays, or is taken back';
    default:
      return null;
  }
}

function pendingWaits(snapshot: RolloutSnapshot, wave: number, now: number): string | null {
  const before = snapshot.plan.waves[wave - 1];
  if (before !== undefined && snapshot.waves[wave - 1]?.state !== 'done')
    return `Waits for wave "${before.name}"`;
  if (snapshot.plan.waves[wave]?.byHand && !snapshot.waves[wave]?.letBegin)
    return 'A person starts this wave';
  return isOpen(snapshot.plan.schedule.windows, now) ? null : windowWords(snapshot, now);
}

const going: ReadonlySet<RolloutSnapshot['state']> = new Set([
  'DRAFT',
  'APPROVED',
  'RUNNING',
  'PAUSED',
  'HALTED',
]);

/** Per wave in one sentence why it does not go on; null while it does, or is over. */
export function waitsFor(snapshot: RolloutSnapshot, now: number): (string | null)[] {
  const whole = wholeWaits(snapshot, now);
  const current = currentWave(snapshot);
  return snapshot.waves.map(({ state, since }, wave) => {
    if (!going.has(snapshot.state)) return null;
    if (whole !== null && wave === current) return whole;
    if (state === 'done') return null;
    if (state === 'pending') return pendingWaits(snapshot, wave, now) ?? whole;
    if (state === 'soaking')
      return `Soaks until ${instant((since ?? now) + (snapshot.plan.waves[wave]?.soakMs ?? 0))}`;
    return waveStanding(snapshot, wave, now).why;
  });
}
