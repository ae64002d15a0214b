import { notMetered, processorOf, type VariantProfile } from '@lookout/shared/protocol/placement';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { ownBundle, ownVariant } from '../own-bundle.ts';
import type { GpuKind } from './machine.ts';

/** What of a release its device can choose from. */
export type Choosable = Pick<ReleaseVariant, 'name' | 'bundle' | 'providers' | 'evaluation'>;

/** A device's own bundle, made for both processors where it has them. */
export const ownVariants = (kind: GpuKind): readonly Choosable[] =>
  [ownVariant, ...(kind === 'none' ? [] : ['gpu-own'])].map((name) => ({
    ...{ name, bundle: ownBundle, evaluation: null },
    providers: name === ownVariant ? ['cpu'] : ['cuda'],
  }));

export const providersOf = (kind: GpuKind): readonly string[] =>
  kind === 'none' ? ['cpu'] : ['cuda', 'cpu'];

/** Of the time between two windows: a network for which a GPU pays, as long as it is free. */
const shareOfStride = { cpu: 0.32, gpu: 0.04 } as const;
const p95OverP50 = 1.15;

/** Every variant on every provider that it may run on and the device has. @param speed 1: as usual */
export const profilesOf = (
  variants: readonly Choosable[],
  { kind, isGpuLost, speed, strideMs, at }: ProfiledOn,
): VariantProfile[] =>
  variants.flatMap(({ name, bundle, providers, evaluation }) =>
    providers
      .filter((provider) => providersOf(kind).includes(provider))
      .map((provider) => {
        const processor = processorOf(provider);
        const p50Us = (1000 * strideMs * shareOfStride[processor]) / speed;
        const usable = usableOf(processor, kind, isGpuLost);
        const ran = usable === 'yes';
        return {
          ...{ variant: name, bundle, provider, measuredAt: at, idle: true, usable },
          p50Us: ran ? p50Us : null,
          p95Us: ran ? p50Us * p95OverP50 : null,
          firstRunUs: ran ? 20 * p50Us : null,
          ...notMetered,
          peakMemoryBytes: processor === 'gpu' ? 180_000_000 : 90_000_000,
          detail: words[usable],
          auroc: evaluation?.auroc ?? null,
        };
      }),
  );

export interface ProfiledOn {
  readonly kind: GpuKind;
  readonly isGpuLost: boolean;
  readonly speed: number;
  readonly strideMs: number;
  readonly at: number;
}

function usableOf(
  processor: 'cpu' | 'gpu',
  kind: GpuKind,
  isGpuLost: boolean,
): 'yes' | 'absent' | 'fellBack' {
  if (processor === 'cpu') return 'yes';
  if (kind === 'lying') return 'fellBack';
  return isGpuLost ? 'absent' : 'yes';
}

const words = {
  yes: 'Every node ran where it was meant to.',
  absent: 'The runtime has lost the provider cuda (error 999).',
  fellBack: 'None of 31 nodes ran on cuda: it ran on the CPU and said nothing.',
} as const;
