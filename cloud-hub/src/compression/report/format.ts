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

/** 45 s, 12 min, 3.5 h, 2.1 days. */
export function duration(ms: number): string {
  const steps = [
    { unit: 'days', ms: 86_400_000, from: 2 * 86_400_000 },
    { unit: 'h', ms: 3_600_000, from: 2 * 3_600_000 },
    { unit: 'min', ms: 60_000, from: 2 * 60_000 },
    { unit: 's', ms: 1_000, from: 0 },
  ];
  const step = steps.find(({ from }) => ms >= from);
  return step ? `${rounded(ms / step.ms)} ${step.unit}` : none;
}

/** 1 miss, 2 misses. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** A figure and its per cent sign or unit stay on one line. */
export const unbroken = (text: string): string =>
  text.replace(/(?<=\d) (?=(?:%|µs|ms|kB|MB|sd)(?!\w))/g, '\u00a0');

/** Paths without the folder that all of them share. */
export function shortPaths(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split(/[\\/]/));
  const [first = []] = parts;
  const parting = first.findIndex((part, i) =>
    parts.some((other) => i >= other.length - 1 || other[i] !== part),
  );
  return parts.map((other) => other.slice(parting).join('/'));
}
