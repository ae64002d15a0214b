import { z } from 'zod';
import { TimeMs } from './names.ts';

/** The hub's decisions on something fail, again and again; it is told as long as they do. */
export const DecisionTrouble = z.object({
  since: TimeMs,
  /** What fails, in one sentence. */
  text: z.string().max(512),
  /** What to do, in one sentence. */
  remedy: z.string().max(512),
});
export type DecisionTrouble = z.infer<typeof DecisionTrouble>;
