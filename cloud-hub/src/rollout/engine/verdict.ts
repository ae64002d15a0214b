import type { GateFigure } from '@lookout/shared/protocol/rollouts';
import { gatesOf } from './gates.ts';
import type { RolloutSnapshot } from './rollout-state.ts';
import { type SilentCount, silenceAmong } from './silence.ts';
import { type Standing, standingOf } from './standing.ts';
import { binomialUpperTail } from './statistics.ts';
import { figure, percent } from './words.ts';

/** More failures than the allowed share gives by chance: halts in the middle of a wave below this. */
const failureEvidence = 0.05;
/** Floating sums of shares: 0.9 · 10 must be 9. */
export const atLeast = (share: number, of: number): number => Math.ceil(share * of - 1e-9);

export interface Verdict {
  readonly gates: readonly GateFigure[];
  /** Why it must halt, in one sentence with figures; null: it may go on. */
  readonly halt: string | null;
  /** The same, by failures and silence alone: what still counts after it has succeeded, while some follow. */
  readonly lost: string | null;
  /** By silence alone: once nobody follows, members that newer rollouts take over would shift the shares. */
  readonly dark: string | null;
}

/** The silent weigh as fractions: for people to one decimal. */
const rounded = (count: number): number => Math.round(count * 10) / 10;
const share = (part: number, of: number): string =>
  `${figure(rounded(part))} of ${figure(rounded(of))} (${percent(of === 0 ? 0 : part / of)})`;

/** What the failures of a wave consist of. */
function failedWords({ failed, silence }: Standing): string {
  const counted = [silence.installing, silence.running].filter(({ excess }) => excess > 0);
  if (counted.length === 0) return `${failed} failed`;
  const sum = (of: (count: SilentCount) => number) => counted.reduce((s, c) => s + of(c), 0);
  return (
    `${failed} failed and ${sum(({ silent }) => silent)} fell silent after taking it up, ` +
    `where ${figure(sum(({ expected }) => expected))} would be usual`
  );
}

/**
 * Whether the failures of a wave are too many. It halts in the middle of a wave where the limit is passed however
 * all others end, or where so many of those that ended are not to be explained by the share that may fail; and by
 * the plain shares once nobody is on the way.
 */
function failureHalt(standing: Standing): string | null {
  const { plan, failures, ended, counted, away, size, underWay } = standing;
  if (failures <= 0) return null;
  const limit = plan.maxFailureShare;
  const words = `Wave "${plan.name}": ${failedWords(standing)}`;
  const possible = counted + away;
  if (failures > limit * possible + 1e-9)
    return `${words}: ${share(failures, possible)} whatever the others do, at most ${percent(limit)} may fail`;
  const needed = atLeast(plan.successShare, possible);
  if (possible - failures < needed - 1e-9)
    return `${words}: at best ${share(possible - failures, possible)} can commit, ${percent(plan.successShare)} must`;
  if (ended < Math.min(plan.minSample, size)) return null;
  const chance = binomialUpperTail(Math.floor(failures + 1e-9), Math.round(ended), limit);
  if (failures > limit * ended + 1e-9 && (underWay === 0 || chance < failureEvidence))
    return `${words}: ${share(failures, ended)} of those that ended, at most ${percent(limit)} may fail`;
  const committed = ended - failures;
  if (underWay === 0 && committed < atLeast(plan.successShare, ended) - 1e-9)
    return `${words}: ${share(committed, ended)} committed, ${percent(plan.successShare)} must`;
  return null;
}

const gateHalt = ({ title, value, limit, sample }: GateFigure, wave: string): string =>
  `Wave "${wave}": ${title}: ${figure(value ?? 0)}, limit ${figure(limit)}` +
  (sample > 0 ? `, over ${sample} ${sample === 1 ? 'member' : 'members'}` : '');

/** Time waives it, not its name: who had fallen silent when a person resumed counts no more. */
export const isSilence = (gate: string | undefined): boolean =>
  gate === 'silence' || gate === 'silentInstall';

/** The latest wave that has begun; the first one before any has. */
export function currentWave({ waves }: RolloutSnapshot): number {
  const begun = waves.findLastIndex(({ state }) => state !== 'pending');
  return Math.max(0, begun);
}

interface WaveHalt {
  readonly reason: string;
  readonly bySilence: boolean;
}

/** The waves whose failures are too many, of those that have begun. */
function failuresOf(snapshot: RolloutSnapshot, upTo: number, now: number): WaveHalt[] {
  const halts: WaveHalt[] = [];
  for (let wave = 0; wave <= upTo; wave++) {
    const standing = standingOf(snapshot, wave, now);
    const reason = standing === null ? null : failureHalt(standing);
    if (standing === null || reason === null) continue;
    const { installing, running } = standing.silence;
    halts.push({ reason, bySilence: installing.excess + running.excess > 0 });
  }
  return halts;
}

/** Judges what is known: the gates of the latest wave, the failures of every wave that has begun. */
export function verdictOf(snapshot: RolloutSnapshot, now: number): Verdict {
  const current = currentWave(snapshot);
  const standing = standingOf(snapshot, current, now);
  if (standing === null) return { gates: [], halt: null, lost: null, dark: null };
  const silence = silenceAmong(snapshot, snapshot.members, now);
  const gates = gatesOf(snapshot, current, standing, silence, now);
  const waived = new Set(standing.wave.waived?.gates);
  // The share of failures alone does not decide: `failureHalt` weighs the sample.
  const failing = gates.find(({ gate, ok }) => !ok && gate !== 'failures' && !waived.has(gate));
  const gate = failing === undefined ? null : gateHalt(failing, standing.plan.name);
  const failures = failuresOf(snapshot, current, now);
  const first = failures[0]?.reason ?? null;
  const silent = isSilence(failing?.gate) ? gate : null;
  return {
    gates,
    halt: first ?? gate,
    lost: first ?? silent,
    dark: failures.find(({ bySilence }) => bySilence)?.reason ?? silent,
  };
}
