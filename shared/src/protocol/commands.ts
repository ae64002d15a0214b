import { z } from 'zod';
import { Name, TimeMs } from './names.ts';

const envelope = { id: z.uuid(), expiresAt: TimeMs };

/** `commands`: idempotent by id; the result is a `commandResult` record. */
export const Command = z.discriminatedUnion('type', [
  z.object({
    ...envelope,
    type: z.literal('injectFault'),
    args: z.object({
      stream: Name,
      /** One of the stream's reported faults; null ends the present one. */
      fault: z.string().max(64).nullable(),
      /** 0 to 1, where 1 is the fault at its worst. */
      severity: z.number().min(0).max(1),
      durationMs: z.int().min(1_000).max(3_600_000).nullable(),
    }),
  }),
  z.object({
    ...envelope,
    type: z.literal('selfTest'),
    args: z.object({ stream: Name }),
  }),
]);
export type Command = z.infer<typeof Command>;
export type CommandType = Command['type'];
