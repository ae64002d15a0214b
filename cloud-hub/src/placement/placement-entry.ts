import { deadlineOf } from '@lookout/shared/placement/evidence';
import type { DecisionTrouble } from '@lookout/shared/protocol/decision-trouble';
import type { Load } from '@lookout/shared/protocol/load';
import type {
  PlacedVariant,
  PlacementEntry,
  PlacementPolicyEntry,
} from '@lookout/shared/protocol/placements';
import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import type { PlacementStanding } from '../device/placement-standing.ts';
import { policyOf } from './decide/policy-chain.ts';
import { problemsOf } from './decide/problems-of.ts';
import {
  committedRelease,
  isTakenBack,
  ownChoice,
  placedOf,
  stateOf,
} from './decide/situation-of.ts';
import type { PlacementRow } from './placement-row.ts';

/** All that is known of one stream. */
export interface EntryFacts {
  readonly standing: PlacementStanding;
  /** The last decision; null: none was made. */
  readonly row: PlacementRow | null;
  /** Of the committed release; null: there is none, or it is not known any more. */
  readonly manifest: ReleaseManifest | null;
  readonly policies: readonly PlacementPolicyEntry[];
  /** Within the last hour. */
  readonly switches: number;
  /** The newest sample. */
  readonly load: Load | null;
  /** When the choice that stands in `desired` was made. */
  readonly wishedAt: number | null;
  /** Null: decisions on it work. */
  readonly trouble: DecisionTrouble | null;
}

/** One stream as the fleet map shows it. */
export function entryOf(facts: EntryFacts, now: number): PlacementEntry {
  const { standing, row, manifest, policies, switches, load, wishedAt, trouble } = facts;
  const { site, device, stream, labels, presence, placement, wish, strideMs } = standing;
  const { policy, source } = policyOf(policies, standing);
  const streamLoad = load?.streams.find((one) => one.stream === stream) ?? null;
  const allowedUs = deadlineOf(policy, strideMs);
  const release = committedRelease(standing);
  const state = stateOf(standing);
  // A choice among variants of another release says nothing of this one.
  const made = row !== null && row.release === release ? row.choice : null;
  const choice = made ?? (state === 'placed' ? ownChoice(standing) : null);
  return {
    ...{ site, device, stream, labels: { ...labels }, presence, state },
    release: release === null ? null : releaseOf(release, manifest),
    running: runningOf(standing),
    by: placement?.by ?? null,
    takenBack: isTakenBack(standing),
    // A device that never placed anything has no time to tell.
    since: placement === null || placement.since === 0 ? null : placement.since,
    choice,
    number: wish?.number ?? 0,
    decidedAt: row?.decidedAt ?? null,
    switches,
    headroomC: load?.headroomC ?? null,
    cpuPercent: load?.cpuPercent ?? null,
    gpuPercent: load?.gpuPercent ?? null,
    lagP95Us: streamLoad?.lagP95Us ?? null,
    deadlineUs: allowedUs,
    policySource: source,
    problems: problemsOf({
      ...{ now, report: placement, load, streamLoad, policy, deadlineUs: allowedUs },
      choice: state === 'placed' ? choice : null,
      ...{ wishedAt, trouble },
      variants: manifest?.variants ?? null,
      providers: standing.providers,
    }),
  };
}

const releaseOf = (id: string, manifest: ReleaseManifest | null) => ({
  ...{ id, model: manifest?.model ?? null, version: manifest?.version ?? null },
});

function runningOf({ placement, runs }: PlacementStanding): PlacedVariant | null {
  if (placement?.running != null) return placedOf(placement.running);
  const { variant, provider } = runs;
  return variant === null || provider === null ? null : { variant, provider };
}
