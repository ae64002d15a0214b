export interface RingLimits {
  /** Of the ring's file and its log. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /** The ring makes room where less of the disk than this is free: alerts need it more. */
  readonly keepFreeBytes: number;
}

/** What SQLite's log may take beside the file. */
export const logBytes = 2 * 1024 * 1024;
export const pageBytes = 4096;

/** How full the ring becomes before it lets go of its oldest blocks, so that a new one always fits. */
const fullShare = 0.9;

/** The file is never larger, whatever is written: SQLite refuses. */
export const maxPages = ({ maxBytes }: RingLimits): number =>
  Math.floor((maxBytes - logBytes) / pageBytes);

/**
 * Bytes that the ring must let go of.
 * @param freeBytes of the disk; null where that cannot be told
 */
export function excessBytes(
  { maxBytes, keepFreeBytes }: RingLimits,
  usedBytes: number,
  freeBytes: number | null,
): number {
  const tooFull = usedBytes - fullShare * (maxBytes - logBytes);
  const tooTight = freeBytes === null ? 0 : keepFreeBytes - freeBytes;
  return Math.max(0, Math.min(usedBytes, Math.max(tooFull, tooTight)));
}

/**
 * So many values make a block: about 20 kB on the line, of which an alert behind it waits a fraction of a
 * second even on a slow one.
 */
const valuesPerBlock = 4096;

export const rowsPerBlock = (channels: number): number =>
  Math.max(16, Math.min(valuesPerBlock, Math.floor(valuesPerBlock / channels)));

/** A slow stream's rows become a block after this part of the age, so that age can drop them. */
export const blockAgeShare = 1 / 16;
