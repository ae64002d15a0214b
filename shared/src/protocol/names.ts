import { z } from 'zod';

export const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** A site, device or stream name as it stands in a topic. A device id is unique in the whole fleet. */
export const Name = z
  .string()
  .regex(namePattern, 'expected 1 to 63 of a-z, 0-9 and "-", not beginning with "-"');

/** Integer milliseconds UTC since 1970. */
export const TimeMs = z.int().min(0).max(8_640_000_000_000_000);

/** SHA-256 in lower-case hex. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits');

/** The key of one watched asset everywhere. */
export interface AssetKey {
  readonly device: string;
  readonly stream: string;
}
