/** Null for what is not known, and for what is no number. */
export const known = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;

export const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

/** A share of 0 to 1; null where the percentage is not known. */
export const shareOf = (percent: number | null): number | null => {
  const value = known(percent);
  return value === null ? null : clamp(value / 100, 0, 1);
};
