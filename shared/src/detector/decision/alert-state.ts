import { z } from 'zod';
import { AlertPriority, ChannelEvidence } from '../../protocol/records.ts';

/** An alert that was raised and not cleared. It is kept on disk, so that a restart can go on with it. */
export const StandingAlert = z.object({
  alertId: z.uuid(),
  /** Of the model that raised it; another model cannot go on with it. */
  modelDigest: z.string(),
  variant: z.string(),
  /** Raise level in force when it was last told. */
  threshold: z.number(),
  /** The first window above the raise level. */
  since: z.number(),
  priority: AlertPriority,
  peakScore: z.number(),
  /** The last record: when, and the peak and evidence that it told. */
  toldAt: z.number(),
  toldPeak: z.number(),
  channels: z.array(ChannelEvidence),
});
export type StandingAlert = z.infer<typeof StandingAlert>;

/** A stretch of windows on one side of a level, by the stream's running time. */
export interface Stretch {
  /** Time of its first window, ms UTC. */
  readonly since: number;
  readonly sinceElapsedMs: number;
  readonly lastElapsedMs: number;
  /** The highest score in it. */
  readonly peakScore: number;
}

/** What the policy remembers of one stream between two windows. */
export interface AlertState {
  /** Windows above the raise level while no alert stands. */
  readonly above: Stretch | null;
  /** Windows below the clear level while one does. */
  readonly below: Stretch | null;
  readonly alert: StandingAlert | null;
}

export const quietState: AlertState = { above: null, below: null, alert: null };
