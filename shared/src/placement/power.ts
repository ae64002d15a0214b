import type { Candidate } from './candidates.ts';

/** Less than this is noise of the reading: nobody else keeps the GPU awake. */
const awakePercent = 4;

/** What the board takes for a candidate, in W, null where it was not measured. */
export function wattsOf(
  { processor, windowMillijoules, awakeMilliwatts }: Candidate,
  strideMs: number,
  othersGpuPercent: number | null,
): number | null {
  if (windowMillijoules === null || awakeMilliwatts === null || !(strideMs > 0)) return null;
  const isAwakeAnyway = processor === 'gpu' && (othersGpuPercent ?? 0) >= awakePercent;
  return (isAwakeAnyway ? 0 : awakeMilliwatts) / 1000 + windowMillijoules / strideMs;
}

/** Watts by candidate: of all or of none, for what was measured compares with nothing else. */
export function wattsOfAll(
  candidates: readonly Candidate[],
  strideMs: number,
  othersGpuPercent: number | null,
): ReadonlyMap<Candidate, number> {
  const all = candidates.map((one) => [one, wattsOf(one, strideMs, othersGpuPercent)] as const);
  const known = all.flatMap(([one, watts]) => (watts === null ? [] : [[one, watts] as const]));
  return new Map(known.length === all.length ? known : []);
}
