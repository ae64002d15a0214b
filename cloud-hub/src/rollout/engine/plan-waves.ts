import type { RolloutPlan, RolloutPreview } from '@lookout/shared/protocol/rollouts';
import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import { keyOf } from './apply-steps.ts';
import { spread } from './spread.ts';
import { type Candidate, eligible, isTarget } from './targets.ts';
import { taken } from './wave-rule.ts';

type Planned = Candidate & { readonly variant: string };
type Left = RolloutPreview['left'][number];

const leave = ({ device, stream }: { device: string; stream: string }, reason: string): Left => ({
  device,
  stream,
  reason: reason.slice(0, 256),
});

/** Assets that a wave names and the target does not mean, or the fleet does not have. */
function strangers(plan: RolloutPlan, targets: readonly Candidate[]): Left[] {
  const known = new Set(targets.map(keyOf));
  const said = new Set<string>();
  return plan.waves.flatMap(({ name, members }) =>
    members.kind !== 'hand'
      ? []
      : members.assets
          .filter((asset) => !known.has(keyOf(asset)) && !said.has(keyOf(asset)))
          .map((asset) => {
            said.add(keyOf(asset));
            return leave(asset, `Wave "${name}" names it, but it is unknown or not in the target`);
          }),
  );
}

/**
 * Who would be in which wave, and who of the target would not, and why. Percentages are of all that can take the
 * release, rounded up.
 *
 * @param draw decides who goes first: the same for the preview, the rollout and every later draw of it
 */
export function planWaves(
  plan: RolloutPlan,
  manifest: ReleaseManifest,
  candidates: readonly Candidate[],
  draw: string,
): RolloutPreview {
  const targets = candidates.filter((candidate) => isTarget(plan, candidate));
  const left = strangers(plan, targets);
  const able: Planned[] = [];
  for (const candidate of targets) {
    const answer = eligible(plan, manifest, candidate);
    if ('problem' in answer) left.push(leave(candidate, answer.problem));
    else able.push({ ...candidate, variant: answer.variant });
  }
  let free: readonly Planned[] = spread(able, draw);
  const waves = plan.waves.map(({ name, members: rule }) => {
    const mine = new Set(taken(rule, free, able.length));
    free = free.filter((candidate) => !mine.has(candidate));
    return { name, members: [...mine].map(memberOf) };
  });
  left.push(
    ...free.map((candidate) => leave(candidate, 'No wave takes it: end with a wave "rest"')),
  );
  return { waves, left };
}

const memberOf = ({ device, stream, site, variant, online }: Planned) => ({
  ...{ device, stream, site, variant },
  tail: !online,
});
