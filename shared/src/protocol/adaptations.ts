import { z } from 'zod';
import { ResetMode } from './commands.ts';
import { Name, TimeMs } from './names.ts';
import { Adapted } from './records.ts';

// What the browser sees of the judge of a stream: what moved it, and how a person moves it.

/** One `adapted` record, as the hub keeps it. */
export const Adaptation = z.object({
  /** Unique within the device: the record's queue and number. */
  id: z.string(),
  stream: Name,
  ...Adapted.pick({
    at: true,
    reason: true,
    fromLevel: true,
    toLevel: true,
    windows: true,
    by: true,
    detail: true,
    modelDigest: true,
    variant: true,
  }).shape,
  receivedAt: TimeMs,
});
export type Adaptation = z.infer<typeof Adaptation>;
export type AdaptationReason = Adaptation['reason'];

/** GET /api/devices/:device/streams/:stream/adaptations */
export const AdaptationQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(20),
  /** `next` of the page before. */
  cursor: z.string().max(600).optional(),
});
export type AdaptationQuery = z.infer<typeof AdaptationQuery>;

/** The newest first, with the position of the device's room. */
export const AdaptationPage = z.object({
  epoch: z.string(),
  revision: z.int(),
  adaptations: z.array(Adaptation),
  /** Where the next page begins; null on the last one. */
  next: z.string().nullable(),
});
export type AdaptationPage = z.infer<typeof AdaptationPage>;

/** POST /api/devices/:device/streams/:stream/acknowledge-and-reset. Who asks is known from the session. */
export const ResetRequest = z.object({ mode: ResetMode });
export type ResetRequest = z.infer<typeof ResetRequest>;
