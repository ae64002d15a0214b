import { duration } from '@lookout/shared/placement/words';
import type { PlacementReport, VariantProfile } from '@lookout/shared/protocol/placement';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { PlacementState } from './model/placement/placement-state.ts';

/** A stream's placement as `reported` tells it. */
export function placementReport(state: PlacementState): PlacementReport {
  const { kept, lost, actual } = state;
  const { number, release, running, by, since, profiles, lastSwitch, switchedAt } = kept;
  const asInstalled =
    actual === null
      ? null
      : { ...actual, code: 'unprofiled' as const, reason: 'It runs as it was installed.' };
  return {
    ...{ number, release, running: running ?? asInstalled, by, since, lastSwitch },
    profiles: [...profiles],
    missing: missingOf(state),
    switches: switchedAt.length,
    retryAt: lost.length === 0 ? null : Math.min(...lost.map(({ retryAt }) => retryAt)),
  };
}

/** What came of a measurement, for the log. */
export function measuredWords(profile: VariantProfile): string {
  const { variant, provider, usable, detail, p50Us, p95Us, idle } = profile;
  const where = `${variant} on ${provider}`;
  if (usable !== 'yes') return `${where} cannot be used (${usable}): ${detail}`;
  const times = `p50 ${duration(p50Us ?? 0)}, p95 ${duration(p95Us ?? 0)}`;
  return `${where} takes ${times}${idle ? '' : ' on a machine that was not idle'}; ${detail}`;
}

function missingOf(state: PlacementState): PlacementReport['missing'] {
  const { kept, held, unfetched, doing } = state;
  return kept.variants
    .filter(({ bundle }) => !held.includes(bundle))
    .map((variant) => {
      const { name } = variant;
      const failed = unfetched[name]?.why ?? noProvider(state, variant);
      const isNow = doing?.kind === 'fetch' && doing.variant === name;
      const why = failed ?? (isNow ? 'it is being fetched' : 'it is fetched when its turn comes');
      return { variant: name, why: why.slice(0, 256), isComing: failed === null };
    });
}

function noProvider({ providers }: PlacementState, variant: ReleaseVariant): string | null {
  if (providers === null) return null;
  const named = providers.filter(({ provider }) => variant.providers.includes(provider));
  if (named.some(({ why }) => why === null)) return null;
  const [first] = named;
  if (first !== undefined) return `${first.provider}: ${first.why}`;
  const have = providers.map(({ provider }) => provider).join(', ');
  return `it runs on ${variant.providers.join(', ')}; this device has ${have}`;
}
