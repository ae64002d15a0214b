import { detectorTitle } from '../format.ts';
import type { CompressionFigures, Rival } from './compression-report-data.ts';
import { microseconds, signed } from './figures.ts';

/** Between two runs of the same recipe the AUROC moves by so much. */
export const noise = 0.005;

export type RivalVerdict =
  | { readonly kind: 'none' } // nothing to compare with
  | { readonly kind: 'ahead' } // the detector is the better choice
  | { readonly kind: 'better'; readonly rival: Rival } // significantly better AUROC
  | { readonly kind: 'faster'; readonly rival: Rival }; // as good, and faster

/**
 * Whether something simpler is the better choice: its AUROC is higher beyond chance and noise, or it is no
 * worse than by noise and its graph takes less time.
 */
export function judgeRivals(rivals: readonly Rival[], ownLatencyUs: number | null): RivalVerdict {
  const judged = rivals.flatMap((rival) =>
    rival.difference ? [{ rival, difference: rival.difference }] : [],
  );
  if (judged.length === 0) return { kind: 'none' };
  const best = judged
    .filter(({ difference }) => difference.low > 0 && difference.value > noise)
    .reduce<(typeof judged)[number] | null>(
      (a, b) => (a && a.difference.value >= b.difference.value ? a : b),
      null,
    );
  if (best) return { kind: 'better', rival: best.rival };
  const latency = ({ latencyUs }: Rival) => latencyUs ?? Number.POSITIVE_INFINITY;
  const quick = judged
    .filter(({ difference }) => difference.value >= -noise)
    .map(({ rival }) => rival)
    .filter((rival) => ownLatencyUs !== null && latency(rival) < ownLatencyUs)
    .sort((a, b) => latency(a) - latency(b))[0];
  return quick ? { kind: 'faster', rival: quick } : { kind: 'ahead' };
}

export function rivalSentence({
  rivals,
  ownLatencyUs,
}: Pick<CompressionFigures, 'rivals' | 'ownLatencyUs'>): string[] {
  const verdict = judgeRivals(rivals, ownLatencyUs);
  if (verdict.kind === 'none') return [];
  if (verdict.kind === 'ahead')
    return [
      'No plain statistic is the better choice: none ranks better, and none as well in less time.',
    ];
  const { rival } = verdict;
  const { auroc, difference, latencyUs } = rival;
  const range = difference
    ? `, ${signed(difference.value)} against this detector (95 % ${signed(difference.low)} to ${signed(difference.high)})`
    : '';
  const time = latencyUs === null ? '' : `, ${microseconds(latencyUs)}`;
  const against = ownLatencyUs === null ? '' : ` (this detector: ${microseconds(ownLatencyUs)})`;
  const figures = `AUROC ${auroc?.value.toFixed(3) ?? '–'}${range}${time}${against}`;
  const why = verdict.kind === 'better' ? 'it ranks better' : 'it ranks as well and is faster';
  return [
    `A plain statistic is the better choice on these recordings: ${detectorTitle(rival.name)}, for ${why}: ${figures}.`,
  ];
}
