import { latencyEvidence } from '@lookout/shared/latency/latency-evidence';
import type { InstallFigures } from '@lookout/shared/protocol/release-phase';
import type { GateFigure } from '@lookout/shared/protocol/rollouts';
import type { Member, RolloutSnapshot } from './rollout-state.ts';
import { type Silence, silenceLimits } from './silence.ts';
import type { Standing } from './standing.ts';
import { binomialUpperTail, quantile } from './statistics.ts';

/** Windows above the level that chance may give at a ratio within the limit: less likely is evidence. */
const alertEvidence = 0.01;

/** A gate of one wave: null limit, not looked at. */
type Row = Omit<GateFigure, 'limit' | 'ok'> & { limit: number | null; ok: boolean };

const figuresOf = (members: readonly Member[]): InstallFigures[] =>
  members.flatMap(({ told, revert }) => (told?.figures && !revert ? [told.figures] : []));

const sumOf = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);

/** Floats: 0.92 less 0.9 is a little more than 0.02. */
const within = (value: number | null, limit: number | null): boolean =>
  value === null || limit === null || value <= limit + 1e-9;

const known = (values: readonly (number | null)[]): number[] =>
  values.filter((value): value is number => value !== null);

/** Shadow windows of all members together: old and new saw the same ones, whatever the plant did. */
function shadowRows(figures: readonly InstallFigures[], { plan }: RolloutSnapshot): Row[] {
  const { minAgreement, maxAlertRatio } = plan.gates;
  const shadows = figures.filter(({ windows }) => windows > 0);
  const agreed = shadows.filter(({ agreement }) => agreement !== null);
  const windows = sumOf(agreed, (f) => f.windows);
  const agreement =
    windows === 0 ? null : sumOf(agreed, (f) => f.windows * (f.agreement ?? 0)) / windows;
  const needed = Math.min(30, Math.max(1, plan.install.shadowWindows));
  const [before, after] = [sumOf(shadows, (f) => f.oldAbove), sumOf(shadows, (f) => f.newAbove)];
  // Half a window on both sides, so that none before does not make every one after an infinite ratio.
  const ratio = shadows.length === 0 ? null : (after + 0.5) / (before + 0.5);
  const limit = maxAlertRatio ?? 1;
  const chance = binomialUpperTail(after, before + after, limit / (1 + limit));
  return [
    {
      ...{ gate: 'agreement', title: 'Shadow windows judged alike by old and new (share)' },
      ...{ value: agreement, limit: minAgreement, sample: agreed.length },
      ok: agreement === null || windows < needed || agreement >= (minAgreement ?? 0),
    },
    {
      ...{ gate: 'alertRatio', title: 'Shadow windows above the raise level, new to old (ratio)' },
      ...{ value: ratio, limit: maxAlertRatio, sample: shadows.length },
      ok: ratio === null || ratio <= limit || chance >= alertEvidence,
    },
  ];
}

/** One figure per member; as many may lie above the limit as may fail. */
function memberRow(
  gate: string,
  title: string,
  limit: number | null,
  values: readonly (number | null)[],
  q: number,
): Row {
  const measured = known(values);
  const value = quantile(measured, q);
  return { gate, title, value, limit, sample: measured.length, ok: within(value, limit) };
}

function costRows(members: readonly Member[], snapshot: RolloutSnapshot, q: number): Row[] {
  const { gates } = snapshot.plan;
  const figures = figuresOf(members);
  const latencies = figures.map(latencyEvidence);
  const running = members.filter(({ told, revert }) => told !== null && !revert);
  return [
    // The median: one noisy device says nothing of the release, and each watches its own limit.
    memberRow(
      'latencyRatio',
      'Latency p95, new to old (least ratio, median device)',
      gates.maxLatencyRatio,
      latencies.map(({ ratio }) => ratio),
      0.5,
    ),
    memberRow(
      'latency',
      'Latency p95, at least (µs)',
      gates.maxLatencyUs,
      latencies.map(({ atLeastUs }) => atLeastUs),
      q,
    ),
    memberRow(
      'memory',
      'Memory that the release adds (bytes)',
      gates.maxAddedMemoryBytes,
      figures.map((f) => f.addedMemoryBytes),
      q,
    ),
    memberRow(
      'temperature',
      'Temperature (°C)',
      gates.maxTemperatureC,
      running.map((m) => m.temperatureC),
      q,
    ),
    memberRow(
      'queue',
      'Records waiting in the outbox',
      gates.maxQueueRecords,
      running.map((m) => m.queueRecords),
      q,
    ),
  ];
}

function aurocRow({ plan, evaluation }: RolloutSnapshot): Row {
  const { newAurocLow, oldAuroc } = evaluation;
  const limit = plan.gates.maxAurocDrop;
  const value = newAurocLow === null || oldAuroc === null ? null : oldAuroc - newAurocLow;
  return {
    ...{ gate: 'auroc', title: 'AUROC of the old release less the lower bound of the new one' },
    ...{ value, limit, sample: 0, ok: within(value, limit) },
  };
}

function silenceRows(silence: Silence, snapshot: RolloutSnapshot, now: number): Row[] {
  const { exposed: sample, silent, installing } = silence;
  const most = silenceLimits(snapshot, silence, now);
  const row = (count: number, limit: number) => ({
    ...{ value: sample === 0 ? null : count, limit, sample, ok: count <= limit },
  });
  return [
    {
      ...{ gate: 'silentInstall', title: 'Devices gone silent while they installed it' },
      ...row(installing.silent, most.installing),
    },
    {
      ...{ gate: 'silence', title: 'Devices gone silent after they took it up' },
      ...row(silent, most.all),
    },
  ];
}

function failureRow({ plan, wave, failures, ended }: Standing): Row {
  const since = wave.waived === null ? '' : ' since it was resumed';
  return {
    ...{ gate: 'failures', title: `Failed${since}, of those that ended (share)` },
    ...{ value: ended === 0 ? null : failures / ended, limit: plan.maxFailureShare },
    // Whether it is enough of a sample to halt is for `verdictOf`.
    ...{ sample: Math.round(ended), ok: ended === 0 || failures / ended <= plan.maxFailureShare },
  };
}

/**
 * Every gate as it stands for one wave. The silence is of all waves so far: it shows late, when the next wave
 * may have begun.
 */
export function gatesOf(
  snapshot: RolloutSnapshot,
  index: number,
  standing: Standing,
  silence: Silence,
  now: number,
): GateFigure[] {
  const members = snapshot.members.filter((m) => m.wave === index && m.state !== 'left');
  const rows = [
    failureRow(standing),
    ...silenceRows(silence, snapshot, now),
    aurocRow(snapshot),
    ...shadowRows(figuresOf(members), snapshot),
    ...costRows(members, snapshot, 1 - standing.plan.maxFailureShare),
  ];
  return rows.flatMap(({ limit, ...row }) => (limit === null ? [] : [{ ...row, limit }]));
}
