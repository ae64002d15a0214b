import type { Adaptation } from './adaptations.ts';
import type { Capture, Dataset } from './datasets.ts';
import type { Job, JobSummary } from './jobs.ts';
import type { PlacementEntry } from './placements.ts';
import type { Alert, Asset, DeviceSummary } from './rest.ts';
import type { RolloutDetail, RolloutMember, RolloutSummary } from './rollouts.ts';
import type { ScoreBlock } from './scores.ts';

/** `overview` · `alerts` · `datasets` · `jobs` · `rollouts` · `placement` · `device:{id}` · `job:{id}` · `rollout:{id}` */
export type RoomName =
  | 'overview'
  | 'alerts'
  | 'datasets'
  | 'jobs'
  | 'rollouts'
  | 'placement'
  | `device:${string}`
  | `job:${string}`
  | `rollout:${string}`;

/** Where a room stands. Another epoch is another hub process: fetch the snapshot again. */
export interface RoomPosition {
  readonly epoch: string;
  readonly revision: number;
}

/**
 * What changed in a room since the revision before. Revisions rise by one; on a hole, another epoch or a
 * reconnect the browser fetches the REST snapshot again. Changed things come whole, keyed by
 * (device, stream) or id.
 */
export interface RoomUpdate extends RoomPosition {
  readonly room: RoomName;
  readonly at: number;
  readonly assets?: readonly Asset[];
  readonly alerts?: readonly Alert[];
  readonly device?: DeviceSummary;
  /** Made or changed, room `datasets` only; a hole tells of those that are gone. */
  readonly datasets?: readonly Dataset[];
  readonly captures?: readonly Capture[];
  /** New windows, device rooms only. */
  readonly scores?: readonly LiveScores[];
  /** New ones, device rooms only. */
  readonly adaptations?: readonly Adaptation[];
  /** The room `jobs` only. */
  readonly jobs?: readonly JobSummary[];
  /** The job's own room only. */
  readonly job?: Job;
  /** The room `rollouts` only. */
  readonly rollouts?: readonly RolloutSummary[];
  /** The rollout's own room only: all of it but its members, and those that changed. */
  readonly rollout?: RolloutDetail;
  readonly members?: readonly RolloutMember[];
  /** The room `placement` only: streams whose choice, report or policy changed; figures every 15 s. */
  readonly placements?: readonly PlacementEntry[];
}

export type LiveScores = Omit<ScoreBlock, 'seq' | 'modelDigest' | 'variant' | 'sourceAt'>;

export interface ServerToClient {
  update: (update: RoomUpdate) => void;
  /** Every 5 s, so that the browser can tell a quiet plant from a dead line. */
  heartbeat: (beat: { at: number }) => void;
}

export interface ClientToServer {
  join: (room: RoomName, answer: (position: RoomPosition | { error: string }) => void) => void;
  leave: (room: RoomName) => void;
}

export const livePath = '/live';
