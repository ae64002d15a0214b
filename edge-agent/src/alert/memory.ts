import { StandingAlert } from '@lookout/shared/detector/decision/alert-state';
import { Learned } from '@lookout/shared/detector/decision/decision-state';
import { z } from 'zod';
import { StandingFault } from './sensor-faults.ts';

/** What was learned under one bundle: another's scores are in other units, and it may have another zero. */
export const LearnedOf = Learned.extend({
  modelDigest: z.string(),
  zeroOffset: z.array(z.number()).nullable(),
});
export type LearnedOf = z.infer<typeof LearnedOf>;

/** What of a stream outlives the agent. */
export const Memory = z.object({
  alert: StandingAlert.nullable(),
  faults: z.array(StandingFault),
  /** One that an older or newer agent wrote must not cost the alert. */
  learned: LearnedOf.nullable().default(null).catch(null),
  /** Of the bundles before, which a release may be taken back to; the newest first. */
  before: z.array(LearnedOf).max(8).default([]).catch([]),
});
export type Memory = z.infer<typeof Memory>;

/** @param memory null or unreadable: nothing is known */
export function parseMemory(memory: string | null): Memory {
  const nothing = { alert: null, faults: [], learned: null, before: [] };
  if (memory === null) return nothing;
  try {
    return Memory.parse(JSON.parse(memory));
  } catch {
    return nothing;
  }
}
