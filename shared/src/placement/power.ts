import type { Candidate } from './candidates.ts';
import type { Evidence } from './evidence.ts';

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

/** Of all or of none: what was measured compares with nothing else. */
export function wattsOfAll(
  candidates: readonly Candidate[],
  { strideMs, othersGpuPercent }: Pick<Evidence, 'strideMs' | 'othersGpuPercent'>,
): ReadonlyMap<Candidate, number> {
  const measured = candidates.flatMap((one): [Candidate, number][] => {
    const watts = wattsOf(one, strideMs, othersGpuPercent);
    return watts === null ? [] : [[one, watts]];
  });
  return new Map(measured.length === candidates.length ? measured : []);
}
