import { DetectorKind, detectorTitles } from '@lookout/shared/detector/detector-kind';

export const none = '–';

export const fixed = (value: number | null, digits = 3): string =>
  value === null ? none : value.toFixed(digits);

/** Three digits at most, so that .1 % and 12.3 % both read well. */
export const percent = (share: number | null): string =>
  share === null ? none : `${Number((100 * share).toPrecision(3))} %`;

/** Two or three digits, whatever the size: 0.042, 1.2, 37, 1,300. */
export const rounded = (value: number | null): string => {
  if (value === null || !Number.isFinite(value)) return none;
  return Number(value.toPrecision(value >= 100 ? 3 : 2)).toLocaleString('en');
};

export const interval = (range: { readonly low: number; readonly high: number } | null): string =>
  range === null ? none : `${range.low.toFixed(3)} to ${range.high.toFixed(3)}`;

export const rows = (count: number | null): string =>
  count === null ? none : `${count} ${count === 1 ? 'row' : 'rows'}`;

/** What a detector is called; a bundle may be newer than this list. */
export function detectorTitle(kind: string): string {
  const known = DetectorKind.safeParse(kind);
  return known.success ? detectorTitles[known.data] : kind;
}
