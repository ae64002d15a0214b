import { Name, Sha256, TimeMs } from '@lookout/shared/protocol/names';
import { KeyList } from '@lookout/shared/protocol/signed-documents';
import { z } from 'zod';

/** The highest assignment of a stream that was signed and meant for it. */
const Taken = z.object({ sequence: z.int().min(1), id: Sha256 });
export type Taken = z.infer<typeof Taken>;

/** `trust.json`: all that a device remembers of what it once believed. */
export const TrustState = z.object({
  format: z.literal(1),
  /** Ids of the configured root keys from which `keys` was reached; with others it does not hold. */
  roots: z.array(Sha256),
  keys: KeyList.nullable(),
  /** The highest time that a believed document states: it is no earlier than that. */
  floor: TimeMs,
  streams: z.record(Name, Taken),
});
export type TrustState = z.infer<typeof TrustState>;

export const emptyState = (roots: readonly string[]): TrustState => ({
  format: 1,
  roots: [...roots],
  keys: null,
  floor: 0,
  streams: {},
});
