import type { SwitchReport } from '@lookout/shared/protocol/placement';
import { formatPercent, plural } from '../../../components/format.ts';

/** How alike the two judged while both ran. */
export function agreementText({
  windows,
  agreement,
  maxScoreDifference,
  tookMs,
}: SwitchReport): string {
  const took = `${(tookMs / 1_000).toFixed(1)} s`;
  if (windows === 0 || agreement === null) return `Took ${took}; no window was judged by both.`;
  const difference =
    maxScoreDifference === null ? '' : `, scores at most ${maxScoreDifference.toFixed(2)} apart`;
  return `Took ${took}; ${plural(windows, 'window')} judged by both: ${formatPercent(100 * agreement)} % alike${difference}.`;
}
