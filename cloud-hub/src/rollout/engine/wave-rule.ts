import type { WaveRule } from '@lookout/shared/protocol/rollouts';
import { keyOf } from './apply-steps.ts';
import type { Candidate } from './targets.ts';

type Asset = Pick<Candidate, 'device' | 'stream' | 'site' | 'labels'>;

/**
 * Which of those that no earlier wave has belong to the wave, in their order.
 *
 * @param targets how many there are in all waves together: percentages are of them, rounded up
 */
export function taken<T extends Asset>(
  rule: WaveRule,
  free: readonly T[],
  targets: number,
): readonly T[] {
  switch (rule.kind) {
    case 'percent':
      return free.slice(0, Math.ceil((rule.percent * targets) / 100 - 1e-9));
    case 'count':
      return free.slice(0, rule.count);
    case 'site':
      return free.filter(({ site }) => rule.sites.includes(site));
    case 'label':
      return free.filter(({ labels }) => labels[rule.label] === rule.value);
    case 'hand': {
      const named = new Set(rule.assets.map(keyOf));
      return free.filter((candidate) => named.has(keyOf(candidate)));
    }
    case 'rest':
      return free;
  }
}
