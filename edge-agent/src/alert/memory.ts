import { StandingAlert } from '@lookout/shared/detector/decision/alert-state';
import { Learned } from '@lookout/shared/detector/decision/decision-state';
import { z } from 'zod';
import { StandingFault } from './sensor-faults.ts';

/** What of a stream outlives the agent. */
export const Memory = z.object({
  alert: StandingAlert.nullable(),
  faults: z.array(StandingFault),
  /**
   * Of one bundle: another's scores are in other units, and its training may have another zero. One that
   * an older or newer agent wrote must not cost the alert.
   */
  learned: Learned.extend({ modelDigest: z.string(), zeroOffset: z.array(z.number()).nullable() })
    .nullable()
    .default(null)
    .catch(null),
});
export type Memory = z.infer<typeof Memory>;

/** @param memory null or unreadable: nothing is known */
export function parseMemory(memory: string | null): Memory {
  const nothing = { alert: null, faults: [], learned: null };
  if (memory === null) return nothing;
  try {
    return Memory.parse(JSON.parse(memory));
  } catch {
    return nothing;
  }
}
