import type {
  InstallFigures,
  ReleasePhase,
  ReleaseReason,
} from '@lookout/shared/protocol/release-phase';
import type {
  GateFigure,
  MemberState,
  RolloutPlan,
  RolloutState,
  WaveState,
} from '@lookout/shared/protocol/rollouts';

/** How often and how long a device is away when nobody touches it; from its history of presence. */
export interface AbsenceHabit {
  /** Ended absences that are known. */
  readonly count: number;
  /** 95th percentile of their lengths, and the longest. */
  readonly p95Ms: number;
  readonly longestMs: number;
  /** Share of the known time that it was away. */
  readonly share: number;
  /** So long the hub has known it. */
  readonly knownMs: number;
}

/** One (device, stream) of a rollout, with all that a decision needs of it. */
export interface Member {
  readonly device: string;
  readonly stream: string;
  readonly site: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly wave: number;
  readonly state: MemberState;
  /** When it came to `state`. */
  readonly since: number;
  /** Of the assignment that is in force for it by this rollout; null before it was assigned. */
  readonly sequence: number | null;
  readonly previousRelease: string | null;
  /** The assignment in force is the one that takes it back. */
  readonly revert: boolean;
  /** The assignment in force says hold. */
  readonly hold: boolean;
  /** What the device tells of that assignment (of `sequence`); null while it has told nothing of it. */
  readonly told: {
    readonly phase: ReleasePhase;
    /** By the hub's clock: when it first heard of this phase. */
    readonly since: number;
    readonly held: boolean;
    readonly reason: ReleaseReason | null;
    readonly figures: InstallFigures | null;
  } | null;
  readonly online: boolean;
  /** Null: never. */
  readonly lastSeenAt: number | null;
  readonly habit: AbsenceHabit;
  readonly temperatureC: number | null;
  readonly queueRecords: number | null;
  readonly revoked: boolean;
  /** A newer rollout has assigned it something else. */
  readonly superseded: boolean;
}

export interface Wave {
  readonly state: WaveState;
  readonly startedAt: number | null;
  /** When it came to `state`; null while pending. */
  readonly since: number | null;
  /** A person has let a `byHand` wave begin. */
  readonly letBegin: boolean;
  /**
   * The usual silence as it was when the wave began: in the last wave hardly a device is left to compare with.
   * Null while pending.
   */
  readonly background: Background | null;
  /**
   * A person has resumed a halted rollout: who had failed or fallen silent by `at` counts no more, and the
   * gates that failed then are not looked at again in this wave.
   */
  readonly waived: { readonly at: number; readonly gates: readonly string[] } | null;
}

/** A rollout with everything that is known of it, as one transaction has read it. */
export interface RolloutSnapshot {
  readonly id: string;
  readonly plan: RolloutPlan;
  readonly state: RolloutState;
  readonly waves: readonly Wave[];
  readonly members: readonly Member[];
  /** Of the release and of what most members run now; null where not measured. */
  readonly evaluation: {
    readonly newAurocLow: number | null;
    readonly oldAuroc: number | null;
  };
  /** Devices outside of the rollout, or not yet assigned: what silence is usual at present (`backgroundOf`). */
  readonly background: Background;
}

export interface Background {
  readonly devices: number;
  readonly silent: number;
}

/**
 * What is to be done, in this order; carried out in one transaction by whoever read the snapshot.
 * What each does to the snapshot is written in `apply-steps.ts`; `since` becomes the time of the decision.
 */
export type Step =
  /** Freeze who belongs to the wave and begin. */
  | { readonly kind: 'startWave'; readonly wave: number; readonly background: Background }
  | { readonly kind: 'setWave'; readonly wave: number; readonly state: WaveState }
  /** A person lets the wave begin. */
  | { readonly kind: 'letBegin'; readonly wave: number }
  /** A person has seen what halted it, and lets it go on: see `Wave.waived`. */
  | { readonly kind: 'waive'; readonly wave: number; readonly gates: readonly string[] }
  /** Write the assignment of the release (or, `revert`, of what ran before). */
  | {
      readonly kind: 'assign';
      readonly device: string;
      readonly stream: string;
      readonly revert: boolean;
      readonly deadlineAt: number;
    }
  /** The assignment stands, nothing is to go on (true), or it goes on again (false). */
  | {
      readonly kind: 'hold';
      readonly device: string;
      readonly stream: string;
      readonly hold: boolean;
    }
  /** Take an assignment that was not committed back. */
  | { readonly kind: 'withdraw'; readonly device: string; readonly stream: string }
  | {
      readonly kind: 'setMember';
      readonly device: string;
      readonly stream: string;
      readonly state: MemberState;
      readonly reason: ReleaseReason | null;
      readonly deadlineAt: number | null;
    }
  | {
      readonly kind: 'setState';
      readonly state: RolloutState;
      /** In one sentence, with figures. */
      readonly reason: string;
    };

export interface Decision {
  readonly steps: readonly Step[];
  readonly gates: readonly GateFigure[];
  /** Per wave: why it does not go on; null while it does. */
  readonly waitsFor: readonly (string | null)[];
  /** When it is worth deciding again without news; null: only on news. */
  readonly againAt: number | null;
  /**
   * Somebody is still on the way, waits in the tail, is to be taken back or is watched: news is to be decided on,
   * even though the rollout may have ended (SUCCEEDED, REVERTED, ABORTED).
   */
  readonly open: boolean;
}
