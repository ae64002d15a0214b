const missing = '–';

/** Decimals that leave about three significant digits of a value of this size. */
export function decimalsFor(magnitude: number): number {
  const size = Math.abs(magnitude);
  if (!Number.isFinite(size) || size === 0) return 1;
  return Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(size))));
}

/**
 * @param like another value that this one is read beside: both then carry the same decimals, those of
 * the larger.
 */
export function formatNumber(value: number | null | undefined, like?: number | null): string {
  if (value === null || value === undefined || Number.isNaN(value)) return missing;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.max(Math.abs(value), Math.abs(like ?? 0));
  return withSpaces(value.toFixed(decimalsFor(size)));
}

/** A count: "100 000". */
export const formatWhole = (value: number): string => withSpaces(value.toFixed(0));

/** A tick of an axis, with the decimals that its step needs. */
export function formatTick(value: number, step: number): string {
  const decimals = [0, 1, 2, 3, 4, 5].find((each) => isWhole(step * 10 ** each)) ?? 6;
  return withSpaces(value.toFixed(decimals));
}

/** Scores in calibrated units: one decimal is all that they can bear, none above a hundred. */
export function formatScore(score: number | null | undefined): string {
  if (score === null || score === undefined) return missing;
  return withSpaces(score.toFixed(Math.abs(score) < 100 ? 1 : 0));
}

export function formatPercent(percent: number | null | undefined): string {
  return percent === null || percent === undefined ? missing : percent.toFixed(0);
}

export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return missing;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${units[power]}`;
}

/** Inference times: "61 µs", "2.35 ms". */
export function formatLatency(us: number | null | undefined): string {
  if (us === null || us === undefined) return missing;
  return us < 1_000 ? `${us.toFixed(0)} µs` : `${formatNumber(us / 1_000)} ms`;
}

/** "1 alert", "2 alerts". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${withSpaces(String(count))} ${count === 1 ? one : many}`;
}

/** `valveClosing`, `valve-closing` and `valve_closing` as "Valve closing". */
export function humanize(name: string): string {
  const words = name
    .replace(/[-_]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6 && Math.round(value) > 0;
}

/** A true minus, and narrow spaces between thousands. */
function withSpaces(text: string): string {
  const [whole = '', fraction] = text.replace('-', '−').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
