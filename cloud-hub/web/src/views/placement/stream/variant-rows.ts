import type { VariantProfile } from '@lookout/shared/protocol/placement';
import type { PlacementDetail } from '@lookout/shared/protocol/placements';

/** One variant on one provider: as measured, as predicted, and whether it runs. */
export interface VariantRow {
  readonly variant: string;
  readonly provider: string;
  readonly runs: boolean;
  readonly usable: VariantProfile['usable'] | 'missing' | 'coming' | 'measuring';
  readonly detail: string;
  readonly idleP95Us: number | null;
  readonly predictedP95Us: number | null;
  readonly stretch: number | null;
  readonly auroc: number | null;
  readonly memoryBytes: number | null;
}

/** Those measured, what runs first, those that will be, and those that are not on the device. */
export function variantRows(detail: PlacementDetail): VariantRow[] {
  const { report, predicted, entry } = detail;
  const { running } = entry;
  const measured = (report?.profiles ?? []).map((profile): VariantRow => {
    const { variant, provider, usable, detail, p95Us, auroc, peakMemoryBytes } = profile;
    const now = predicted.find((one) => one.variant === variant && one.provider === provider);
    return {
      ...{ variant, provider, usable, detail, auroc },
      runs: running?.variant === variant && running.provider === provider,
      ...{ idleP95Us: p95Us, memoryBytes: peakMemoryBytes },
      ...{ predictedP95Us: now?.p95Us ?? null, stretch: now?.stretch ?? null },
    };
  });
  const missing = (report?.missing ?? []).map(
    ({ variant, why, isComing }): VariantRow => ({
      ...{ variant, provider: '–', usable: isComing ? 'coming' : 'missing', detail: why },
      ...nothingKnown,
    }),
  );
  const standing = measured.toSorted((a, b) => Number(b.runs) - Number(a.runs));
  return [...standing, ...unmeasured(detail), ...missing];
}

const nothingKnown = {
  ...{ runs: false, idleP95Us: null, predictedP95Us: null, stretch: null },
  ...{ auroc: null, memoryBytes: null },
};

/** On the disk, on a provider that the device has, and nothing is known of it yet. */
function unmeasured({ report, variants, providers, entry }: PlacementDetail): VariantRow[] {
  // Of an older agent, or while another release is on its way, nobody measures.
  if (report === null || report.release !== entry.release?.id) return [];
  return variants
    .filter(({ name }) => !report.missing.some(({ variant }) => variant === name))
    .flatMap(({ name, providers: named }) =>
      named
        .filter((provider) => providers.includes(provider))
        .filter(
          (provider) =>
            !report.profiles.some((one) => one.variant === name && one.provider === provider),
        )
        .map(
          (provider): VariantRow => ({
            ...{ variant: name, provider, usable: 'measuring', detail: 'when the machine is idle' },
            ...nothingKnown,
          }),
        ),
    );
}

/** On its way, or being looked at: neither usable yet nor wrong. */
export const isUnderWay = ({ usable }: VariantRow): boolean =>
  usable === 'coming' || usable === 'measuring';

export const usableWords: Record<VariantRow['usable'], string> = {
  yes: 'usable',
  fellBack: 'fell back to the CPU',
  wrongScore: 'wrong score',
  failed: 'failed',
  absent: 'provider absent',
  missing: 'not on the device',
  coming: 'on its way',
  measuring: 'being measured',
};

/** Names of what the stream has, for whoever wants to pin one: of the release, or as measured. */
export function pinnableOf({ variants, report }: PlacementDetail) {
  const profiles = report?.profiles ?? [];
  const names = [...variants.map(({ name }) => name), ...profiles.map(({ variant }) => variant)];
  return {
    variants: [...new Set(names)],
    providers: [...new Set(profiles.map(({ provider }) => provider))],
  };
}
