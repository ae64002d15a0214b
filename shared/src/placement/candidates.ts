import { type PlacementPolicy, processorOf, type VariantProfile } from '../protocol/placement.ts';
import { known } from './known.ts';
import type { Placed } from './placement.ts';

/** A variant on a provider that was measured here and runs. */
export interface Candidate extends Placed {
  readonly processor: 'cpu' | 'gpu';
  readonly p50Us: number;
  readonly p95Us: number;
  readonly peakMemoryBytes: number | null;
  readonly auroc: number | null;
  /** As measured on this board; null where it has no meter. */
  readonly windowMillijoules: number | null;
  readonly awakeMilliwatts: number | null;
  /** Of a window, in the energy of one busy core for a microsecond. */
  readonly energy: number;
}

/** A GPU at work takes about as much as six cores of these boards: a ratio to compare by, no measurement. */
const gpuPowerInCores = 6;

export const keyOf = ({ variant, provider }: Placed): string => `${variant}/${provider}`;

export const isSame = (a: Placed | null, b: Placed | null): boolean =>
  a !== null && b !== null && a.variant === b.variant && a.provider === b.provider;

/** In one order whatever the order of the profiles; of two of the same pair the later measurement counts. */
export function candidatesOf(profiles: readonly VariantProfile[]): Candidate[] {
  return [...newest(profiles).values()]
    .flatMap((profile) => candidate(profile) ?? [])
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Those that the policy allows, or all where it allows none. */
export function allowed(candidates: readonly Candidate[], policy: PlacementPolicy): Candidate[] {
  const left = candidates.filter(({ processor }) => !policy.forbid.includes(processor));
  return left.length > 0 ? left : [...candidates];
}

/** Why a pair cannot run; null where nothing speaks against it, or nothing is known of it. */
export function obstacle(profiles: readonly VariantProfile[], placed: Placed): string | null {
  const profile = newest(profiles).get(keyOf(placed));
  if (profile !== undefined) return profile.usable === 'yes' ? null : unusableWords[profile.usable];
  const same = profiles.filter(({ provider }) => provider === placed.provider);
  return same.length > 0 && same.every(({ usable }) => usable === 'absent')
    ? unusableWords.absent
    : null;
}

const unusableWords = {
  fellBack: 'its provider took none of its nodes',
  wrongScore: 'it gives wrong scores here',
  failed: 'it does not load here',
  absent: 'its provider is not there',
} as const;

function newest(profiles: readonly VariantProfile[]): Map<string, VariantProfile> {
  const byKey = new Map<string, VariantProfile>();
  for (const profile of profiles) {
    const other = byKey.get(keyOf(profile));
    if (other === undefined || other.measuredAt <= profile.measuredAt)
      byKey.set(keyOf(profile), profile);
  }
  return byKey;
}

function candidate(profile: VariantProfile): Candidate | null {
  const p95Us = known(profile.p95Us);
  if (profile.usable !== 'yes' || p95Us === null || p95Us <= 0) return null;
  const p50 = known(profile.p50Us);
  const p50Us = p50 === null || p50 <= 0 ? p95Us : p50;
  const processor = processorOf(profile.provider);
  return {
    ...{ variant: profile.variant, provider: profile.provider, processor, p50Us, p95Us },
    peakMemoryBytes: known(profile.peakMemoryBytes),
    auroc: known(profile.auroc),
    windowMillijoules: known(profile.windowMillijoules),
    awakeMilliwatts: known(profile.awakeMilliwatts),
    energy: p50Us * (processor === 'gpu' ? gpuPowerInCores : 1),
  };
}

/** The energies are estimates: the GPU has to win clearly to be called the cooler one. */
const clearly = 2;

/**
 * What heats the machine least, as far as can be said: the CPU's least work, where that can be in time at all.
 * A network that is too large for the CPU would keep a core busy for nothing.
 * @param watts as measured; where they are not known of all, they are estimated
 */
export function coolest(
  candidates: readonly Candidate[],
  deadlineUs: number | null,
  watts: ReadonlyMap<Candidate, number> = new Map(),
): Candidate | null {
  const taken = candidates.map((one) => ({ one, w: watts.get(one) }));
  if (taken.every(({ w }) => w !== undefined))
    return taken.sort((a, b) => (a.w ?? 0) - (b.w ?? 0))[0]?.one ?? null;
  const onCpu = candidates.filter(
    ({ processor, p95Us }) => processor === 'cpu' && (deadlineUs === null || p95Us <= deadlineUs),
  );
  const heat = ({ processor, energy }: Candidate) => energy * (processor === 'gpu' ? clearly : 1);
  return (onCpu.length > 0 ? onCpu : candidates).reduce<Candidate | null>(
    (best, next) => (best === null || heat(next) < heat(best) ? next : best),
    null,
  );
}
