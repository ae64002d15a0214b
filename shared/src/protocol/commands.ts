import { z } from 'zod';
import { CaptureRest } from './capture.ts';
import { Name, TimeMs } from './names.ts';

const envelope = { id: z.uuid(), expiresAt: TimeMs };

export const ResetMode = z.enum([
  'recommission', // "this is the new normal": fit scale and tail of the score anew
  'rezero', // and take the sensors' present level as their zero
  'restore', // back to the bundle's own values and zero
]);
export type ResetMode = z.infer<typeof ResetMode>;

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
  /** Measures all variants of the stream's release anew; the figures come with the report. */
  z.object({
    ...envelope,
    type: z.literal('profile'),
    args: z.object({ stream: Name }),
  }),
  z.object({
    ...envelope,
    type: z.literal('acknowledgeAndReset'),
    args: z.object({
      stream: Name,
      mode: ResetMode,
      /** The operator, for the record. */
      by: z.string().min(1).max(128),
    }),
  }),
  /** Answered when the last chunk has left; a later one for the same capture takes its place. */
  z.object({
    ...envelope,
    type: z.literal('capture'),
    args: z.object({
      capture: z.uuid(),
      stream: Name,
      /** By the device's clock, both included. */
      from: TimeMs,
      to: TimeMs,
      /** A stretch of more rows is refused, not cut. */
      maxRows: z.int().min(1),
      /** Null: the whole stretch. */
      rest: CaptureRest.nullable(),
    }),
  }),
  z.object({
    ...envelope,
    type: z.literal('cancelCapture'),
    args: z.object({ capture: z.uuid() }),
  }),
]);
export type Command = z.infer<typeof Command>;
