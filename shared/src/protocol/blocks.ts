import { z } from 'zod';
import { IndexRange } from './capture.ts';
import { Sha256 } from './names.ts';

/**
 * Files of a bundle travel in units of this many bytes, the last one shorter. Units keep their numbers
 * whatever the size of a message, so that a download goes on where it stopped when the block size has adapted.
 */
export const unitBytes = 4 * 1024;
export const maxUnitsPerBlock = 16;
/** What a device may have asked for at a time; of more, the hub sends only so much. */
export const maxUnitsPerRequest = 128;

/**
 * `blocks/request`: units that the device wants now. It asks again for what does not come; a later request of
 * the same device takes the place of an earlier one, or adds to it. Altogether at most about a second of the
 * device's link waits at the hub.
 */
export const BlocksRequest = z.object({
  /** SHA-256 of the file. */
  digest: Sha256,
  /** Numbers of units, from and to, both included. */
  missing: z.array(IndexRange).min(1).max(64),
  unitsPerBlock: z.int().min(1).max(maxUnitsPerBlock),
  /**
   * What was asked for before, of the same file, still comes first: so that the line is not idle for a whole
   * way there and back between two requests. An older hub takes it for a request like any other.
   */
  adds: z.boolean().optional(),
});
export type BlocksRequest = z.infer<typeof BlocksRequest>;

/**
 * `blocks/{digest}/{index}`: the bytes of units index, index + 1 … of a file; `index` is that of the first.
 * Empty: the hub does not have the file, or not for this device.
 */
export const Block = z.instanceof(Uint8Array);
export type Block = z.infer<typeof Block>;

/** Units of a file of so many bytes. */
export const unitsOf = (sizeBytes: number): number => Math.ceil(sizeBytes / unitBytes);
