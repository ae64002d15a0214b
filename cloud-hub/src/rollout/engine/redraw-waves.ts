import type { RolloutPlan, RolloutPreview } from '@lookout/shared/protocol/rollouts';
import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import { keyOf } from './apply-steps.ts';
import type { Member, Wave } from './rollout-state.ts';
import { presenceRank, spread } from './spread.ts';
import { type Candidate, eligible, isTarget } from './targets.ts';
import { taken } from './wave-rule.ts';

type Left = RolloutPreview['left'][number];

/** A member as its row has it; devices that the fleet no longer has are members still. */
export type Drawn = Pick<Member, 'device' | 'stream' | 'wave' | 'state' | 'sequence'> & {
  readonly variant: string;
};

export interface Placing {
  readonly device: string;
  readonly stream: string;
  readonly site: string;
  readonly wave: number;
  readonly variant: string;
}

/** What becomes of those whose wave has not begun; whoever is not named stays where it is. */
export interface Redraw {
  /** New members, `waiting`. It may be one that had left before it was assigned, and fits again: it has a row. */
  readonly join: readonly Placing[];
  /** Members that wait in another wave, or for another variant, than they did. */
  readonly move: readonly Placing[];
  /** Members that come to `left`, with the reason in words. */
  readonly leave: readonly Left[];
}

export interface Fleet {
  readonly members: readonly Drawn[];
  readonly waves: readonly Pick<Wave, 'state'>[];
  /** The whole fleet as it is now. */
  readonly candidates: readonly Candidate[];
  /** Keys (`keyOf`) of assets that a rollout approved later has assigned: they are not taken back from it. */
  readonly takenLater: ReadonlySet<string>;
}

/** It may still be drawn: nothing of this rollout was ever assigned to it. */
export const isFree = ({ state, sequence, wave }: Drawn, waves: Fleet['waves']): boolean =>
  sequence === null &&
  (state === 'left' || (state === 'waiting' && waves[wave]?.state === 'pending'));

/**
 * Draws the waves that have not begun anew, from the fleet as it is now and by the same rules: for the moment at
 * which the first of them begins, from when on its members are frozen. Members of waves that have begun stay as
 * they are. Percentages are of those and of all others that can take the release now. Who is online comes first,
 * then who was in the wave before, then other members: devices that are new to the rollout fill up, or come to
 * the wave of the rest. Done twice it changes nothing more.
 *
 * @param draw as for `planWaves`
 */
export function redrawWaves(
  plan: RolloutPlan,
  manifest: ReleaseManifest,
  fleet: Fleet,
  draw: string,
): Redraw {
  const { members, waves, candidates, takenLater } = fleet;
  const byKey = new Map(members.map((member) => [keyOf(member), member]));
  const problems = new Map<string, string>();
  const able = candidates.flatMap((candidate) => {
    const key = keyOf(candidate);
    const member = byKey.get(key);
    if (member !== undefined && !isFree(member, waves)) return [];
    const answer = suits(plan, manifest, candidate, takenLater);
    if ('problem' in answer) problems.set(key, answer.problem);
    return 'problem' in answer ? [] : [{ ...candidate, ...answer }];
  });
  const frozen = members.filter((m) => !isFree(m, waves) && m.state !== 'left').length;
  const placed = placeAll(plan, waves, spread(able, draw), frozen + able.length, byKey);
  const waiting = members.filter((m) => m.state === 'waiting' && isFree(m, waves));
  const isMember = new Set(waiting.map(keyOf));
  const before = (key: string) => (isMember.has(key) ? byKey.get(key) : undefined);
  const leave = waiting
    .filter((member) => !placed.has(keyOf(member)))
    .map(({ device, stream }) => {
      const why = problems.get(keyOf({ device, stream }));
      return { device, stream, reason: why ?? leftOver(candidates, { device, stream }) };
    });
  const all = [...placed.values()];
  return {
    join: all.filter((placing) => before(keyOf(placing)) === undefined),
    move: all.filter((placing) => {
      const was = before(keyOf(placing));
      return was !== undefined && (was.wave !== placing.wave || was.variant !== placing.variant);
    }),
    leave,
  };
}

/** The variant that it would run now, or in words why it does not belong to the rollout. */
export function suits(
  plan: RolloutPlan,
  manifest: ReleaseManifest,
  candidate: Candidate,
  takenLater: ReadonlySet<string>,
): { variant: string } | { problem: string } {
  if (!isTarget(plan, candidate)) return { problem: 'The target does not mean it any more' };
  if (takenLater.has(keyOf(candidate)))
    return { problem: 'A newer rollout has assigned it another release' };
  return eligible(plan, manifest, candidate);
}

const leftOver = (
  candidates: readonly Candidate[],
  asset: { readonly device: string; readonly stream: string },
): string =>
  candidates.some((candidate) => keyOf(candidate) === keyOf(asset))
    ? 'No wave that has not begun takes it: end with a wave "rest"'
    : 'The fleet does not have it any more';

/** Each of those in the order of the spread to one of the waves to come, by key. */
function placeAll(
  plan: RolloutPlan,
  waves: Fleet['waves'],
  able: readonly (Candidate & { readonly variant: string })[],
  targets: number,
  byKey: ReadonlyMap<string, Drawn>,
): Map<string, Placing> {
  const placed = new Map<string, Placing>();
  let free = able;
  for (const [wave, { members: rule }] of plan.waves.entries()) {
    if (waves[wave]?.state !== 'pending') continue;
    const claim = (asset: Candidate): number => {
      const member = byKey.get(keyOf(asset));
      return member?.state !== 'waiting' ? 2 : member.wave === wave ? 0 : 1;
    };
    const inOrder = [...free].sort(
      (a, b) => presenceRank(a) - presenceRank(b) || claim(a) - claim(b),
    );
    for (const { device, stream, site, variant } of taken(rule, inOrder, targets))
      placed.set(keyOf({ device, stream }), { device, stream, site, wave, variant });
    free = free.filter((asset) => !placed.has(keyOf(asset)));
  }
  return placed;
}
