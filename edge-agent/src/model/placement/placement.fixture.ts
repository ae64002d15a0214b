import {
  notMetered,
  type PlacementChoice,
  PlacementPolicy,
  type PlacementWish,
  type SwitchReport,
  type VariantProfile,
} from '@lookout/shared/protocol/placement';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { offerOf, sha } from '../install/install.fixture.ts';
import type { Slot } from '../install/install-state.ts';
import type { Happening } from './happening.ts';
import { nextPlacement, type PlacementStep } from './next-placement.ts';
import { beginPlacement, nothingKept, type Pair, type PlacementState } from './placement-state.ts';

/** Release r: a CPU variant, which a rollout has committed, and a GPU variant. */
export const release = sha('f');
const variant = (name: string, letter: string, providers: string[]): ReleaseVariant => ({
  ...{ ...offerOf(sha(letter)), name, providers },
});
export const cpuVariant = variant('cpu-fp32', 'a', ['cpu']);
export const gpuVariant = variant('gpu-fp16', 'b', ['tensorrt', 'webgpu']);
export const onCpu: Pair = { variant: 'cpu-fp32', provider: 'cpu' };
export const onGpu: Pair = { variant: 'gpu-fp16', provider: 'webgpu' };

export const good: Extract<Slot, { kind: 'release' }> = {
  ...{ kind: 'release', release, bundle: cpuVariant.bundle, variant: 'cpu-fp32' },
  providers: ['cpu'],
};

export const offered: Happening = { kind: 'offered', release, variants: [cpuVariant, gpuVariant] };
type Stands = Extract<Happening, { kind: 'stands' }>;
export const stands = (more: Partial<Stands> = {}): Stands => ({
  ...{ kind: 'stands', good, isInstalling: false, isSettling: false, actual: onCpu },
  held: [cpuVariant.bundle],
  ...more,
});
export const both = [cpuVariant.bundle, gpuVariant.bundle];
export const probed: Happening = {
  kind: 'probed',
  providers: [
    { provider: 'cpu', why: null },
    { provider: 'webgpu', why: null },
  ],
};
export const fetched: Happening = { kind: 'fetched', variant: 'gpu-fp16', held: both };

export const profile = (pair: Pair, more: Partial<VariantProfile> = {}): VariantProfile => ({
  ...pair,
  bundle: pair.variant === 'cpu-fp32' ? cpuVariant.bundle : gpuVariant.bundle,
  ...notMetered,
  ...{ measuredAt: 1, idle: true, p50Us: 90, p95Us: 100, firstRunUs: 900, peakMemoryBytes: 1e6 },
  ...{ usable: 'yes', detail: 'fine', auroc: null, ...more },
});
export const profiled = (pair: Pair, more: Partial<VariantProfile> = {}): Happening => ({
  ...{ kind: 'profiled', profile: profile(pair, more) },
});

export const choice = (pair: Pair, code: PlacementChoice['code'] = 'deadline') => ({
  ...{ ...pair, code, reason: 'because' },
});
export const wish = (number: number, pair: Pair | null, of = release): Happening => ({
  kind: 'wish',
  wish: {
    ...{ number, release: of, choice: pair && choice(pair), policy: PlacementPolicy.parse({}) },
  } satisfies PlacementWish,
});
export const guard = (pair: Pair): Happening => ({
  kind: 'guard',
  choice: choice(pair, 'critical'),
});

export const switched = (
  to: Pair,
  number: number,
  by: SwitchReport['by'] = 'hub',
  at = 9,
): Happening => ({
  ...{ kind: 'switched', to: choice(to), number },
  report: {
    ...{ at, from: to === onGpu ? onCpu : onGpu, to, by, code: 'deadline', reason: 'because' },
    ...{ windows: 5, agreement: 1, maxScoreDifference: 0.01, tookMs: 40 },
  },
});
export const lost: Happening = {
  ...{ kind: 'providerLost', from: onGpu, to: onCpu, tookMs: 3, why: 'no adapter' },
};

/** One after the other, 1 ms apart, or as much as passes; the last step. */
export function after(
  happenings: readonly Happening[],
  from: PlacementState = beginPlacement(nothingKept('press')),
): PlacementStep {
  const start: PlacementStep & { now: number } = { state: from, acts: [], now: 0 };
  return happenings.reduce((step, one) => {
    const now = step.now + (one.kind === 'passed' ? one.ms : 1);
    return { ...nextPlacement(step.state, one, now, 0), now };
  }, start);
}

/** Everything is on the disk and measured; the CPU variant runs, as it was installed. */
export const ready: readonly Happening[] = [
  ...[offered, stands(), probed, profiled(onCpu), fetched, profiled(onGpu)],
];
/** ... and the hub's choice 1 has been followed to the GPU. */
export const onTheGpu: readonly Happening[] = [
  ...ready,
  wish(1, onGpu),
  switched(onGpu, 1),
  stands({ held: both, actual: onGpu }),
];
