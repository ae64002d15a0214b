import type { DeviceStanding, ReleaseStanding } from '../device/standing.ts';
import { backgroundOf } from './engine/absence.ts';
import { keyOf } from './engine/apply-steps.ts';
import { graceOf } from './engine/deadlines.ts';
import type { Member, RolloutSnapshot } from './engine/rollout-state.ts';
import type { MemberRow, RolloutRow, WaveRow } from './rollout-row.ts';

/** What one transaction has read of a rollout and of the fleet. */
export interface SnapshotParts {
  readonly row: RolloutRow;
  readonly waves: readonly WaveRow[];
  readonly members: readonly MemberRow[];
  /** Of all the fleet. */
  readonly devices: readonly DeviceStanding[];
  /** Of the members' devices. */
  readonly releases: readonly ReleaseStanding[];
  /** Rollouts that were approved after this one. */
  readonly later: ReadonlySet<string>;
}

/** All that a decision needs, put together; times are the hub's. */
export function composeSnapshot(parts: SnapshotParts, now: number): RolloutSnapshot {
  const { row, waves, members, later } = parts;
  const devices = new Map(parts.devices.map((standing) => [standing.device, standing]));
  const releases = new Map(parts.releases.map((standing) => [keyOf(standing), standing]));
  const touched = new Set(members.filter((m) => m.sequence !== null).map((m) => m.device));
  const begun = waves.flatMap(({ startedAt }) => startedAt ?? []);
  const peers = parts.devices.filter((d) => !d.revoked && !touched.has(d.device));
  return {
    id: row.id,
    plan: row.plan,
    state: row.state,
    waves: row.plan.waves.map((_, i) => waves[i] ?? pending),
    members: members.flatMap((member) => {
      const device = devices.get(member.device);
      if (device === undefined) return [];
      return [composeMember(row.id, member, device, releases.get(keyOf(member)), later)];
    }),
    evaluation: row.evaluation,
    background: backgroundOf(peers, Math.min(now, ...begun), now, graceOf(row.plan)),
  };
}

const pending: WaveRow = {
  ...{ state: 'pending', startedAt: null, since: null, letBegin: false },
  ...{ background: null, waived: null },
};

function composeMember(
  rollout: string,
  row: MemberRow,
  device: DeviceStanding,
  standing: ReleaseStanding | undefined,
  later: ReadonlySet<string>,
): Member {
  const { stream, wave, state, since, sequence, revert, previousRelease } = row;
  const report = standing?.report ?? null;
  const ours = report !== null && report.sequence === sequence ? report : null;
  const inForce = standing !== undefined && standing.sequence === sequence;
  const takenBy = standing?.rollout ?? null;
  const superseded =
    sequence === null
      ? takenBy !== null && later.has(takenBy) && standing?.withdrawn === false
      : !inForce && takenBy !== rollout;
  return {
    ...device,
    ...{ stream, wave, state, since, sequence, revert, previousRelease, superseded },
    hold: inForce && standing.hold,
    told:
      ours === null
        ? null
        : {
            ...{ phase: ours.phase, held: ours.held, reason: ours.reason, figures: ours.figures },
            since: standing?.toldSince ?? since,
          },
  };
}
