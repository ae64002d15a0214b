import type { ReleasePhase } from '@lookout/shared/protocol/release-phase';
import type {
  GateFigure,
  MemberState,
  RolloutDetail,
  RolloutState,
  RolloutSummary,
  WaveProgress,
  WaveRule,
} from '@lookout/shared/protocol/rollouts';
import {
  formatBytes,
  formatLatency,
  formatNumber,
  formatWhole,
  plural,
} from '../../components/format.ts';

export const stateWords: Readonly<Record<RolloutState, string>> = {
  DRAFT: 'Draft',
  APPROVED: 'Waits for its start',
  RUNNING: 'Running',
  PAUSED: 'Paused',
  HALTED: 'Halted',
  REVERTING: 'Going back',
  REVERTED: 'Taken back',
  ABORTED: 'Ended early',
  SUCCEEDED: 'Done',
  SUPERSEDED: 'Superseded',
};

const ended: ReadonlySet<RolloutState> = new Set([
  ...(['REVERTED', 'ABORTED', 'SUCCEEDED', 'SUPERSEDED'] as const),
]);
/** Nothing more comes of it by itself. */
export const hasEnded = (state: RolloutState): boolean => ended.has(state);

/** Someone should look at it. */
export const needsSomeone = (state: RolloutState): boolean =>
  state === 'HALTED' || state === 'REVERTING';

export const memberWords: Readonly<Record<MemberState, string>> = {
  waiting: 'waits for its wave',
  tail: 'away, comes later',
  assigned: 'told, not yet taken up',
  installing: 'installing',
  held: 'held',
  succeeded: 'runs it',
  failed: 'failed',
  silent: 'fell silent',
  reverting: 'going back',
  reverted: 'went back',
  left: 'left out',
};

export const phaseWords: Readonly<Record<ReleasePhase, string>> = {
  OFFERED: 'taken up',
  DOWNLOADING: 'downloading',
  VERIFIED: 'downloaded',
  SELF_TEST: 'self-test',
  SHADOW: 'beside the old one',
  TRIAL: 'on trial',
  COMMITTED: 'stays',
  REJECTED: 'refused',
  FAILED: 'failed',
  TIMED_OUT: 'took too long',
  REVERTED: 'taken back',
  SUPERSEDED: 'superseded',
};

/** Members of a wave by what they mean to someone who asks whether to go on. */
export interface Tally {
  readonly total: number;
  /** They run the release. */
  readonly done: number;
  readonly onWay: number;
  /** Failed, or silent after they took it up. */
  readonly failed: number;
  /** They are back on what they ran before, or on their way there. */
  readonly back: number;
  readonly away: number;
  readonly left: number;
}

export function tallyOf(counts: WaveProgress['counts']): Tally {
  const { assigned, installing, held, failed, silent, reverting, reverted } = counts;
  return {
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    done: counts.succeeded,
    onWay: assigned + installing + held,
    failed: failed + silent,
    back: reverting + reverted,
    away: counts.tail,
    left: counts.left,
  };
}

/** Over all waves. */
export function tallyOfAll(waves: readonly Pick<WaveProgress, 'counts'>[]): Tally {
  const tallies = waves.map(({ counts }) => tallyOf(counts));
  const sum = (part: keyof Tally) => tallies.reduce((total, tally) => total + tally[part], 0);
  return {
    ...{ total: sum('total'), done: sum('done'), onWay: sum('onWay'), failed: sum('failed') },
    ...{ back: sum('back'), away: sum('away'), left: sum('left') },
  };
}

/** "12 of 20 run it, 3 on the way, 1 failed, 2 away". */
export function tallyText(tally: Tally): string {
  const { total, done, onWay, failed, back, away, left } = tally;
  if (total === 0) return 'nobody';
  const parts: [number, string][] = [
    ...([
      [onWay, 'on the way'],
      [failed, 'failed'],
      [back, 'went back'],
    ] as [number, string][]),
    ...([
      [away, 'away'],
      [left, 'left out'],
    ] as [number, string][]),
  ];
  const rest = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return [`${done} of ${total} run it`, ...rest].join(', ');
}

const waveStateWords: Readonly<Record<WaveProgress['state'], string>> = {
  pending: 'to come',
  running: 'running',
  soaking: 'being watched',
  done: 'done',
};

/** Nothing is to come in a rollout that has ended. */
const endedWaveWords: Readonly<Record<WaveProgress['state'], string>> = {
  pending: 'not begun',
  running: 'not finished',
  soaking: 'not finished',
  done: 'done',
};

export const waveStateText = (state: WaveProgress['state'], ended: boolean): string =>
  (ended ? endedWaveWords : waveStateWords)[state];

/** What a list says in one line: "Wave 2 of 4: 12 of 20 run it", or its state. */
export function progressText({ state, waves }: Pick<RolloutSummary, 'state' | 'waves'>): string {
  const at = waves.findIndex((wave) => wave.state === 'running' || wave.state === 'soaking');
  const wave = waves[at];
  if (hasEnded(state) || state === 'DRAFT' || wave === undefined)
    return tallyText(tallyOfAll(waves));
  return `Wave ${at + 1} of ${waves.length}: ${tallyText(tallyOf(wave.counts))}`;
}

/** What the list says below the waves: why it stands where it stands, or how far it is. */
export function listText({
  state,
  reason,
  waves,
  trouble,
}: Pick<RolloutSummary, 'state' | 'reason' | 'waves' | 'trouble'>): string {
  if (trouble !== null) return `The hub cannot decide on it: ${trouble.text}`;
  if (state === 'DRAFT')
    return `${plural(tallyOfAll(waves).total, 'asset')} in ${plural(waves.length, 'wave')}, waits for approval`;
  if (state === 'APPROVED')
    return waves.find((wave) => wave.state !== 'done')?.waitsFor ?? reason ?? '';
  return state === 'RUNNING' || reason === null ? progressText({ state, waves }) : reason;
}

/** Who belongs to a wave. */
export function ruleText(rule: WaveRule): string {
  switch (rule.kind) {
    case 'percent':
      return `${formatShare(rule.percent / 100)} of all`;
    case 'count':
      return plural(rule.count, 'asset');
    case 'site':
      return `site ${rule.sites.join(', ')}`;
    case 'label':
      return `label ${rule.label} = ${rule.value}`;
    case 'hand':
      return rule.assets.map(({ device, stream }) => `${device} ${stream}`).join(', ');
    case 'rest':
      return 'all others';
  }
}

/** "90 %", "2.5 %". */
export const formatShare = (share: number): string => `${+(100 * share).toPrecision(3)} %`;

/** A gate's figure or limit in its unit. */
export function gateValueText(gate: string, value: number | null): string {
  if (value === null) return 'not measured yet';
  switch (gate) {
    case 'memory':
      return formatBytes(value);
    case 'latency':
      return formatLatency(value);
    case 'alertRatio':
    case 'latencyRatio':
      return `${formatNumber(value)} ×`;
    case 'failures':
    case 'agreement':
      return formatShare(value);
    case 'temperature':
      return `${value.toFixed(0)} °C`;
    case 'queue':
    case 'silence':
    case 'silentInstall':
      return formatWhole(value);
    default:
      return formatNumber(value);
  }
}

/** "at most 3.00 ×", "at least 90 %". */
export const gateLimitText = ({ gate, limit }: Pick<GateFigure, 'gate' | 'limit'>): string =>
  `${gate === 'agreement' ? 'at least' : 'at most'} ${gateValueText(gate, limit)}`;

/** Beyond its limit, and still no reason to halt: the hub has too little to tell it from chance. */
export const isDoubtful = ({ gate, value, limit, ok }: GateFigure): boolean =>
  ok && value !== null && (gate === 'agreement' ? value < limit - 1e-9 : value > limit + 1e-9);

/** The hub names the unit of the bare figure in the title; here the figure carries its own. */
export const gateTitle = ({ title }: Pick<GateFigure, 'title'>): string =>
  title
    .replace(/ \((?:share|ratio|bytes|µs|°C)(?:, )?([^)]*)\)$/, (_, rest: string) =>
      rest === '' ? '' : ` (${rest})`,
    )
    .replace(/; at most so many are usual$/, '');

export interface Verdict {
  readonly answer: 'yes' | 'no' | 'open';
  readonly text: string;
}

/** Is the new model safe to go on with? In one sentence, from what the rollout knows. */
export function verdictOf({ rollout, gates }: Pick<RolloutDetail, 'rollout' | 'gates'>): Verdict {
  const { done, failed, back } = tallyOfAll(rollout.waves);
  const crossed = gates.filter(({ ok }) => !ok);
  const [first] = crossed;
  if (first !== undefined) {
    const more = crossed.length > 1 ? `, and ${plural(crossed.length - 1, 'more gate')}` : '';
    const figure = gateValueText(first.gate, first.value);
    return {
      answer: 'no',
      text: `No. ${gateTitle(first)}: ${figure}, ${gateLimitText(first)}${more}.`,
    };
  }
  if (rollout.state === 'HALTED')
    return { answer: 'no', text: `No: it was halted${failedText(failed)}.` };
  if (back > 0)
    return { answer: 'no', text: `No: ${plural(back, 'asset')} went back to the old model.` };
  if (rollout.trouble !== null)
    return { answer: 'open', text: 'Not known now: the hub cannot decide on it.' };
  if (done + failed === 0)
    return { answer: 'open', text: 'Not known yet: nobody has finished installing it.' };
  if (failed > 0)
    return {
      answer: 'open',
      text: `Look at the failures: ${failed} of ${plural(done + failed, 'asset')} that finished did not keep it.`,
    };
  const measured = gates.some(isDoubtful)
    ? ', no gate halts it'
    : gates.some(({ value }) => value !== null)
      ? ', every gate is within its limit'
      : '';
  return { answer: 'yes', text: `So far, yes: all ${done} that finished keep it${measured}.` };
}

const failedText = (failed: number): string =>
  failed === 0 ? '' : `, ${plural(failed, 'asset')} failed`;
