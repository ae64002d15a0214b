import { assignDeadline } from './holds.ts';
import { setMember } from './member-steps.ts';
import type { Member, RolloutSnapshot, Step } from './rollout-state.ts';
import { isOpen, nextTurn } from './schedule.ts';
import { type Standing, standingOf } from './standing.ts';
import { atLeast, currentWave } from './verdict.ts';
import { devices, instant, percent } from './words.ts';

const assign = (m: Member, { plan }: RolloutSnapshot, now: number): Step => ({
  ...{ kind: 'assign', device: m.device, stream: m.stream, revert: false },
  deadlineAt: assignDeadline(m, plan, now),
});

/** Freezes who belongs to the wave: who is there is assigned the release, who is not goes to the tail. */
function beginWave(snapshot: RolloutSnapshot, wave: number, now: number): Step[] {
  const members = snapshot.members.filter((m) => m.wave === wave && m.state === 'waiting');
  const steps = members.map((m) =>
    m.online ? assign(m, snapshot, now) : setMember(m, 'tail', null, snapshot.plan, now),
  );
  return [{ kind: 'startWave', wave, background: snapshot.background }, ...steps];
}

/** Members of waves that have begun, back after they were away: in maintenance windows, as all that begins. */
export function tailSteps(snapshot: RolloutSnapshot, now: number): Step[] {
  const back = snapshot.members.filter(
    ({ state, sequence, online, wave }) =>
      state === 'tail' && sequence === null && online && snapshot.waves[wave]?.state !== 'pending',
  );
  if (back.length === 0 || !isOpen(snapshot.plan.schedule.windows, now)) return [];
  return back.map((m) => assign(m, snapshot, now));
}

/** What the rollout has shown up to this wave, and how much of it is needed. */
function sampleOf(snapshot: RolloutSnapshot, wave: number, standing: Standing, now: number) {
  let ended = standing.ended;
  for (let earlier = 0; earlier < wave; earlier++)
    ended += standingOf(snapshot, earlier, now)?.ended ?? 0;
  return { ended, needed: Math.min(standing.plan.minSample, standing.size) };
}

/** Enough have committed, and enough is known. */
function passes(snapshot: RolloutSnapshot, wave: number, standing: Standing, now: number): boolean {
  const { ended, needed } = sampleOf(snapshot, wave, standing, now);
  const enough = atLeast(standing.plan.successShare, standing.counted);
  return ended >= needed - 1e-9 && standing.succeeded >= enough;
}

export type WaveStanding =
  /** `why` is null while members are on the way. */
  { readonly kind: 'passed' | 'underWay' | 'stalled'; readonly why: string | null };

/** Whether a running wave goes on by itself, and if not, in words why. */
export function waveStanding(snapshot: RolloutSnapshot, wave: number, now: number): WaveStanding {
  const standing = standingOf(snapshot, wave, now);
  if (standing === null || passes(snapshot, wave, standing, now))
    return { kind: 'passed', why: null };
  if (standing.underWay > 0) return { kind: 'underWay', why: null };
  const { succeeded, failed, away, silence, plan } = standing;
  const { ended, needed } = sampleOf(snapshot, wave, standing, now);
  const shown =
    ended < needed
      ? `${Math.floor(ended)} of the ${needed} that are needed have ended`
      : `${succeeded} committed and ${failed} failed, ${percent(plan.successShare)} must commit`;
  const quiet = silence.silent > 0 ? `, ${devices(silence.silent)} fell silent` : '';
  const why =
    `${shown}; nobody is on the way, ${devices(away)} ${away === 1 ? 'is' : 'are'} away${quiet}: ` +
    'waits until they are back, or for a person who starts the next wave or aborts';
  return { kind: 'stalled', why };
}

/** The next move of the waves of a running rollout. */
export function waveSteps(snapshot: RolloutSnapshot, now: number): Step[] {
  const { waves, plan } = snapshot;
  const current = currentWave(snapshot);
  const state = waves[current]?.state;
  const soakMs = plan.waves[current]?.soakMs ?? 0;
  if (state === 'pending')
    return mayBegin(snapshot, current, now) ? beginWave(snapshot, current, now) : [];
  if (state === 'running') {
    if (waveStanding(snapshot, current, now).kind !== 'passed') return [];
    return [{ kind: 'setWave', wave: current, state: soakMs > 0 ? 'soaking' : 'done' }];
  }
  if (state === 'soaking') {
    const soaked = now >= (waves[current]?.since ?? now) + soakMs;
    return soaked ? [{ kind: 'setWave', wave: current, state: 'done' }] : [];
  }
  const next = current + 1;
  return next < waves.length && mayBegin(snapshot, next, now) ? beginWave(snapshot, next, now) : [];
}

function mayBegin(snapshot: RolloutSnapshot, wave: number, now: number): boolean {
  const waitsForPerson = snapshot.plan.waves[wave]?.byHand && !snapshot.waves[wave]?.letBegin;
  return !waitsForPerson && isOpen(snapshot.plan.schedule.windows, now);
}

/** When the next maintenance window opens, in words. */
export function windowWords({ plan }: RolloutSnapshot, now: number): string {
  const at = nextTurn(plan.schedule.windows, now);
  return at === null
    ? 'No maintenance window opens within 15 days: abort it, or make another with other windows'
    : `The next maintenance window opens at ${instant(at)}`;
}
