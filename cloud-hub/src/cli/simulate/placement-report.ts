import type { ReplayedSwitch, ReplaySummary } from '@lookout/shared/placement/replay';
import { nameOf } from '@lookout/shared/placement/words';
import { spanText } from '../span-text.ts';
import { table } from '../table.ts';

const hourMs = 3_600_000;

/** One switch, with its time and its reason. */
export function switchLine({ at, from, to, isUrgent }: ReplayedSwitch): string {
  const time = new Date(at).toISOString().replace('T', ' ').slice(0, 19);
  const what = from === null ? `begins with ${nameOf(to)}` : `${nameOf(from)} → ${nameOf(to)}`;
  return `${time}  ${what}  [${to.code}${isUrgent ? ', urgent' : ''}] ${to.reason}`;
}

export function placementTable(summary: ReplaySummary): string {
  const { coveredMs, ran, switches, urgent, windows, late } = summary;
  const rows = ran.map(({ ms, ...placed }) => [
    nameOf(placed),
    spanText(ms),
    percent(ms, coveredMs),
  ]);
  return [
    table(['ran', 'for', 'share'], rows),
    '',
    `${switches} ${switches === 1 ? 'switch' : 'switches'} in ${spanText(coveredMs)}, ${perHour(switches, coveredMs).toFixed(2)} an hour; ${urgent} of them urgent.`,
    `${late} of ${windows} windows past their deadline (${percent(late, windows)}).`,
  ].join('\n');
}

export const placementDocument = (
  switches: readonly ReplayedSwitch[],
  summary: ReplaySummary,
): object => ({
  ...summary,
  switchesPerHour: perHour(summary.switches, summary.coveredMs),
  lateShare: summary.windows === 0 ? null : summary.late / summary.windows,
  changes: switches,
});

const perHour = (count: number, ms: number): number => (ms === 0 ? 0 : (count * hourMs) / ms);

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`;
