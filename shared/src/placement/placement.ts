import type { Load } from '../protocol/load.ts';
import type { PlacementChoice, PlacementPolicy, VariantProfile } from '../protocol/placement.ts';

/** What runs, or could. */
export type Placed = Pick<PlacementChoice, 'variant' | 'provider'>;

/** Everything that is known of the stream at an instant. */
export interface Situation {
  /** Ms UTC. */
  readonly now: number;
  /**
   * The newest sample; null: nothing was heard of the machine yet. One whose `at` is more than a minute from
   * `now` is no evidence: where the clocks differ, the caller puts its own time of arrival there.
   */
  readonly load: Load | null;
  readonly stream: string;
  /** Distance of two windows: one row, in ms. */
  readonly strideMs: number;
  /** Of the release that runs. */
  readonly profiles: readonly VariantProfile[];
  readonly cpuCount: number;
  /** Null: nothing runs yet. */
  readonly running: Placed | null;
}

/**
 * What the decision remembers from one time to the next: plain data, stored as it is. Times are ms UTC and
 * only compared with each other; a clock that jumps back starts the waits anew.
 */
export interface PlacementMemory {
  readonly decidedAt: number | null;
  /**
   * Since when each condition has lasted; one that does not hold is not there. `mark:…`: when something
   * happened that counts until it is over (what the GPU was left for, an over-current).
   */
  readonly since: Readonly<Record<string, number>>;
  /** Of the last hour. */
  readonly switchedAt: readonly number[];
  /**
   * Observed p95 against the predicted one: what the model gets wrong here, by `variant/provider` on a machine
   * that is free for it, and by `variant/provider crowded` where it has to wait.
   */
  readonly corrections: Readonly<Record<string, number>>;
  /**
   * What each candidate would have cost up to now beyond the cheapest, in late windows, by `variant/provider`:
   * never more than it costs to leave it.
   */
  readonly behind: Readonly<Record<string, number>>;
  /** A switch that was asked for and is not seen to run yet: asked again until then, counted once. */
  readonly asked: Asked | null;
  /** As counted at the last decision: only a rise tells anything. */
  readonly overCurrentEvents: number | null;
}

export interface Asked {
  readonly at: number;
  readonly choice: PlacementChoice;
  readonly isUrgent: boolean;
}

export const noMemory: PlacementMemory = {
  ...{ decidedAt: null, since: {}, switchedAt: [], corrections: {}, behind: {} },
  ...{ asked: null, overCurrentEvents: null },
};

/** p95 of one window under the present load, with what it is made of; for the page. */
export interface Predicted extends Placed {
  readonly p95Us: number;
  readonly idleP95Us: number;
  /** How much the load stretches it. */
  readonly stretch: number;
  readonly correction: number;
}

export interface Decision {
  readonly choice: PlacementChoice;
  /** Another one than what runs. */
  readonly isSwitch: boolean;
  /** May not wait for the hub: the device's guard acts on such ones only. */
  readonly isUrgent: boolean;
  readonly predicted: readonly Predicted[];
  readonly memory: PlacementMemory;
}

/**
 * Which variant a stream runs, and why in one sentence. Pure; the hub asks it with every load sample, the
 * device's guard where the hub cannot be reached or the matter is urgent.
 */
export type ChooseVariant = (
  situation: Situation,
  policy: PlacementPolicy,
  memory: PlacementMemory,
) => Decision;
