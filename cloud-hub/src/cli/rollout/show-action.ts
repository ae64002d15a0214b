import type { RolloutMember } from '@lookout/shared/protocol/rollouts';
import { print } from '../beside-hub.ts';
import { onRollouts } from './rollout-actions.ts';
import { rolloutText } from './rollout-words.ts';

const shown: ReadonlySet<RolloutMember['state']> = new Set(['failed', 'silent']);

/** Prints one rollout as its page shows it. */
export async function showRollout(text: string, json: boolean): Promise<void> {
  const { detail, failed } = await onRollouts(async ({ rollouts }) => {
    const id = await rollouts.resolve(text);
    const members = await rollouts.members(id);
    return {
      detail: await rollouts.detail(id),
      failed: members.filter(({ state }) => shown.has(state)),
    };
  });
  print(json, detail, rolloutText(detail, failed));
}
