import type { Load, StreamLoad } from '../protocol/load.ts';
import { type PlacementPolicy, processorOf } from '../protocol/placement.ts';
import { type Candidate, isSame } from './candidates.ts';
import { type Contention, clockUnderWork } from './contention.ts';
import { clamp, known, shareOf } from './known.ts';
import { ownGpuPercent } from './own-gpu.ts';
import type { Situation } from './placement.ts';

/** An older sample, or one from the future, says nothing of now. */
export const freshForMs = 60_000;

/** What the newest sample says that the decision needs; null is unknown. */
export interface Evidence {
  /** Null: no sample, or none that is fresh. */
  readonly load: Load | null;
  /** Age of the sample that is not fresh; null where there is none at all, or it is fresh. */
  readonly staleMs: number | null;
  /** Of two windows; 0 or no number where it is not known. */
  readonly strideMs: number;
  /** What p95 of a window's lag may be; null where neither stride nor policy says it. */
  readonly deadlineUs: number | null;
  readonly othersGpuPercent: number | null;
  readonly headroomC: number | null;
  readonly criticalHeadroomC: number | null;
  readonly freeMemoryBytes: number | null;
  /** Null too where the GPU's memory is the machine's. */
  readonly freeGpuMemoryBytes: number | null;
  /** Of what runs, measured while it ran. */
  readonly observed: StreamLoad | null;
  readonly contention: Contention;
}

export function evidenceOf(
  situation: Situation,
  policy: PlacementPolicy,
  candidates: readonly Candidate[],
): Evidence {
  const { now, load: sample, strideMs, running } = situation;
  const ageMs = sample === null ? null : known(Math.abs(now - sample.at));
  const load = sample !== null && ageMs !== null && ageMs <= freshForMs ? sample : null;
  const observed =
    load?.streams.find(
      ({ stream, variant, provider, windows }) =>
        stream === situation.stream &&
        windows > 0 &&
        variant === running?.variant &&
        provider === running?.provider,
    ) ?? null;
  const othersGpuPercent = othersGpu(situation, load, observed, candidates);
  const stride = known(strideMs);
  return {
    load,
    staleMs: load === null ? ageMs : null,
    strideMs,
    deadlineUs: deadlineOf(policy, stride),
    othersGpuPercent,
    headroomC: known(load?.headroomC),
    criticalHeadroomC: known(load?.criticalHeadroomC),
    freeMemoryBytes: free(load?.memoryTotalBytes, load?.memoryUsedBytes),
    freeGpuMemoryBytes: free(load?.gpuMemoryTotalBytes, load?.gpuMemoryUsedBytes),
    observed,
    contention: contentionOf(load, othersGpuPercent, situation.cpuCount),
  };
}

/** Null where neither says it. */
export function deadlineOf(policy: PlacementPolicy, strideMs: number | null): number | null {
  if (policy.deadlineMs !== null) return policy.deadlineMs * 1000;
  return strideMs !== null && strideMs > 0 ? policy.deadlineShare * strideMs * 1000 : null;
}

const free = (total: number | null | undefined, used: number | null | undefined): number | null => {
  const [all, taken] = [known(total), known(used)];
  return all === null || taken === null || all <= 0 ? null : Math.max(0, all - taken);
};

/** The GPU's load without our own. */
function othersGpu(
  { running, strideMs }: Situation,
  load: Load | null,
  observed: StreamLoad | null,
  candidates: readonly Candidate[],
): number | null {
  const gpuPercent = known(load?.gpuPercent);
  if (gpuPercent === null) return null;
  const all = clamp(gpuPercent, 0, 100);
  if (running === null || processorOf(running.provider) === 'cpu' || !(strideMs > 0)) return all;
  const own = ownGpuPercent({
    idleUs: candidates.find((one) => isSame(one, running))?.p50Us ?? null,
    seenUs: known(observed?.p50Us),
    clockRatio: known(load?.gpuClockRatio),
    strideMs,
  });
  return clamp(all - own, 0, 100);
}

const contentionOf = (
  load: Load | null,
  othersGpuPercent: number | null,
  cpuCount: number,
): Contention => ({
  otherCpu: shareOf(load?.otherCpuPercent ?? null),
  cores: Math.max(1, known(load?.cpuOnline) || known(cpuCount) || 1),
  cpuPressure: shareOf(load?.cpuPressurePercent ?? null),
  cpuFull: shareOf(load?.cpuFullPercent ?? null),
  cpuRivals: known(load?.cpuRivals),
  // Told is the limit, not the clock of an idle moment. Where the machine says that nothing slows it down,
  // its power mode has set the limit, and the profile was measured under it.
  cpuClock: load?.throttled === false ? null : known(load?.cpuClockRatio),
  otherGpu: shareOf(othersGpuPercent),
  gpuClock: clockUnderWork({
    ...{ ratio: load?.gpuClockRatio ?? null, busyPercent: load?.gpuPercent ?? null },
    throttled: load?.throttled ?? null,
  }),
});
