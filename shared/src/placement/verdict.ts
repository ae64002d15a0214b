import type { PlacementCode, PlacementPolicy } from '../protocol/placement.ts';
import type { Candidate } from './candidates.ts';
import type { Evidence } from './evidence.ts';
import type { Placed, PlacementMemory, Situation } from './placement.ts';
import type { Standing } from './standing.ts';
import type { Waits } from './waits.ts';

/** What to run, why, and whether the rules against flapping hold for it. */
export interface Verdict {
  readonly to: Placed;
  readonly code: PlacementCode;
  readonly reason: string;
  /** At once: by the guard too (urgent), or by the operator's word (ordered); else dwell and cap hold. */
  readonly manner: 'urgent' | 'ordered' | 'considered';
}

/** All that the rules look at. */
export interface Question {
  readonly situation: Situation;
  readonly policy: PlacementPolicy;
  readonly evidence: Evidence;
  /** Those that the policy allows, or all where it allows none. */
  readonly candidates: readonly Candidate[];
  /** Every one that runs. */
  readonly runnable: readonly Candidate[];
  readonly standings: readonly Standing[];
  /** What runs or was asked for; null: nothing yet. */
  readonly current: Placed | null;
  /** Of the current one, where it is a candidate. */
  readonly own: Standing | null;
  readonly waits: Waits;
  /** Ms that an improvement must have lasted. */
  readonly patience: number;
  /** In late windows, see `PlacementMemory`; this sample counted. */
  /** Switches of the last hour. */
  readonly switches: number;
  readonly behind: PlacementMemory['behind'];
}
