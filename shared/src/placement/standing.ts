import type { PlacementCode, PlacementPolicy } from '../protocol/placement.ts';
import { type Candidate, isSame } from './candidates.ts';
import type { Evidence } from './evidence.ts';
import { known } from './known.ts';
import { lateShare, spreadOf, spreadUnderLoad } from './late.ts';
import { ranOf } from './placed.ts';
import type { Placed, Predicted } from './placement.ts';
import { wattsOfAll } from './power.ts';
import type { Waits } from './waits.ts';
import { celsius, figures, megabytes } from './words.ts';

/** What speaks against a candidate, in words with figures. */
export interface Objection {
  readonly code: PlacementCode & ('gpuBusy' | 'heat' | 'overCurrent' | 'memory');
  readonly words: string;
}

/** How a candidate would do now. */
export interface Standing {
  readonly candidate: Candidate;
  /** Of the running one as observed, of the others as predicted. */
  readonly lagUs: number;
  /** On an idle machine, as far as is known. */
  readonly idleUs: number;
  /** Of the deadline; 0 where there is none. */
  readonly share: number;
  readonly meets: boolean;
  /** Share of its windows that come after the deadline, 0 to 1. */
  readonly late: number;
  /** The same on an idle machine. */
  readonly lateIdle: number;
  /** What the board takes for it; null where that of one of them is not known. */
  readonly watts: number | null;
  /** At the levels at which the GPU is left ... */
  readonly leave: readonly Objection[];
  /** ... and at those at which it is taken again, where what is not known objects too. */
  readonly enter: readonly Objection[];
}

/** One that is not running has to keep a little room, or it would be left again at once. */
const roomForNew = 0.8;
const overCurrentLastsMs = 30_000;

export function standingsOf(
  candidates: readonly Candidate[],
  predicted: readonly Predicted[],
  current: Placed | null,
  evidence: Evidence,
  policy: PlacementPolicy,
  waits: Waits,
): Standing[] {
  const queueUs = queueOf(current, evidence);
  const watts = wattsOfAll(candidates, evidence);
  const leastOnCpu = Math.min(
    ...[...watts].flatMap(([one, w]) => (one.processor === 'cpu' ? [w] : [])),
  );
  return candidates.map((candidate) => {
    const isCurrent = isSame(candidate, current);
    const expected = predicted.find((one) => isSame(one, candidate));
    const p95Us = expected?.p95Us ?? candidate.p95Us;
    const idleUs = candidate.p95Us * (expected?.correction ?? 1);
    const { observed, deadlineUs } = evidence;
    const isOwn = observed !== null && isCurrent && isSame(candidate, ranOf(observed));
    const seen = isOwn ? observed : null;
    const sharesQueue = candidate.provider === current?.provider;
    const expectedUs = p95Us + (sharesQueue ? queueUs : 0);
    const lagUs = known(seen?.lagP95Us) ?? known(seen?.p95Us) ?? expectedUs;
    const share = deadlineUs === null ? 0 : lagUs / deadlineUs;
    const meets = share <= (isCurrent ? 1 : roomForNew);
    const late =
      deadlineUs === null
        ? 0
        : lateShare(lagUs, spreadSeen(candidate, seen, expected?.stretch ?? 1), deadlineUs);
    const lateIdle =
      deadlineUs === null
        ? 0
        : lateShare(idleUs, spreadOf(candidate.p50Us, candidate.p95Us), deadlineUs);
    const isCool =
      (watts.get(candidate) ?? Number.POSITIVE_INFINITY) <= leastOnCpu && watts.size > 0;
    const [leave, enter] = (['leave', 'enter'] as const).map((at) => [
      ...(candidate.processor === 'gpu'
        ? gpuObjections(at, evidence, policy, waits).filter(
            ({ code }) => !isCool || code !== 'heat',
          )
        : []),
      ...(isCurrent ? [] : memoryObjections(candidate, evidence, policy, at, waits)),
    ]);
    return {
      ...{
        candidate,
        lagUs,
        idleUs,
        share,
        meets,
        late,
        lateIdle,
        watts: watts.get(candidate) ?? null,
      },
      ...{ leave: leave ?? [], enter: enter ?? [] },
    };
  });
}

/**
 * What windows wait besides their run, in µs: whatever holds them up before the process of a provider does so to
 * every variant on it. 0 where that is not known.
 */
function queueOf(current: Placed | null, { observed }: Evidence): number {
  if (observed === null || !isSame(current, ranOf(observed))) return 0;
  const [lagUs, runUs] = [known(observed.lagP95Us), known(observed.p95Us)];
  return lagUs === null || runUs === null ? 0 : Math.max(0, lagUs - runUs);
}

function spreadSeen(
  { p50Us, p95Us }: Candidate,
  seen: Evidence['observed'],
  stretch: number,
): number {
  const [p50, p95] = [known(seen?.p50Us), known(seen?.p95Us)];
  return p50 === null || p95 === null || p50 <= 0
    ? spreadUnderLoad(spreadOf(p50Us, p95Us), stretch)
    : spreadOf(p50, p95);
}

/**
 * What the GPU was left for must be known to be over before it is taken again; its load must be known in
 * any case before it is taken for no need.
 */
function gpuObjections(
  at: 'leave' | 'enter',
  { othersGpuPercent, headroomC }: Evidence,
  policy: PlacementPolicy,
  waits: Waits,
): Objection[] {
  const entering = at === 'enter';
  const was = (cause: string) => waits.sinceMark(cause) !== null;
  const objections: (Objection | null)[] = [
    busy(othersGpuPercent, entering, entering || was('left:gpuBusy'), policy),
    hot(headroomC, entering, was('left:heat'), policy),
    sinceOverCurrent(waits, entering ? policy.returnAfterMs : overCurrentLastsMs),
  ];
  return objections.filter((one) => one !== null);
}

function busy(
  percent: number | null,
  entering: boolean,
  mustKnow: boolean,
  policy: PlacementPolicy,
): Objection | null {
  if (percent === null)
    return mustKnow ? { code: 'gpuBusy', words: "the GPU's load is not known" } : null;
  const level = entering
    ? Math.min(policy.returnGpuPercent, policy.leaveGpuPercent)
    : policy.leaveGpuPercent;
  const words = entering
    ? `others use ${figures(percent)} % of the GPU, which is taken below ${level} %`
    : `others use ${figures(percent)} % of the GPU, more than ${level} %`;
  return (entering ? percent < level : percent <= level) ? null : { code: 'gpuBusy', words };
}

function hot(
  headroomC: number | null,
  entering: boolean,
  wasHot: boolean,
  policy: PlacementPolicy,
): Objection | null {
  if (headroomC === null)
    return wasHot ? { code: 'heat', words: 'the distance to throttling is not known' } : null;
  const [leave, comeBack] = [
    policy.leaveHeadroomC,
    Math.max(policy.returnHeadroomC, policy.leaveHeadroomC),
  ];
  // Whoever left for heat and is late where it is now comes back half way.
  const level = entering ? comeBack : wasHot ? (leave + comeBack) / 2 : leave;
  const words = entering
    ? `${celsius(headroomC)} are left to throttling, and the GPU is taken above ${celsius(level)}`
    : `${celsius(headroomC)} are left to throttling, less than ${celsius(level)}`;
  return (entering ? headroomC > level : headroomC >= level) ? null : { code: 'heat', words };
}

function sinceOverCurrent(waits: Waits, forMs: number): Objection | null {
  const ms = waits.sinceMark('overCurrent');
  return ms === null || ms > forMs
    ? null
    : {
        code: 'overCurrent',
        words: `the board counted an over-current ${Math.round(ms / 1000)} s ago`,
      };
}

/** Both are loaded while one takes over from the other. */
function memoryObjections(
  { processor, peakMemoryBytes }: Candidate,
  { freeMemoryBytes, freeGpuMemoryBytes }: Evidence,
  { minFreeMemoryBytes }: PlacementPolicy,
  at: 'leave' | 'enter',
  waits: Waits,
): Objection[] {
  const free = (processor === 'gpu' ? freeGpuMemoryBytes : null) ?? freeMemoryBytes;
  if (free === null && waits.sinceMark('left:memory') !== null)
    return [{ code: 'memory', words: 'it is not known how much memory is free' }];
  if (free === null || peakMemoryBytes === null) return [];
  const keep = minFreeMemoryBytes * (at === 'enter' ? 1.25 : 1);
  const words = `it needs ${megabytes(peakMemoryBytes)} of ${megabytes(free)} free, and ${megabytes(keep)} must stay`;
  return free - peakMemoryBytes >= keep ? [] : [{ code: 'memory', words }];
}
