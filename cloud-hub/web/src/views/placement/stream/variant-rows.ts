import type { VariantProfile } from '@lookout/shared/protocol/placement';
import type { PlacementDetail } from '@lookout/shared/protocol/placements';

/** One variant on one provider: as measured, as predicted, and whether it runs. */
export interface VariantRow {
  readonly variant: string;
  readonly provider: string;
  readonly runs: boolean;
  readonly usable: VariantProfile['usable'] | 'missing';
  readonly detail: string;
  readonly idleP95Us: number | null;
  readonly predictedP95Us: number | null;
  readonly stretch: number | null;
  readonly auroc: number | null;
  readonly memoryBytes: number | null;
}

/** Those measured, what runs first, and those that are not on the device. */
export function variantRows({ report, predicted, entry }: PlacementDetail): VariantRow[] {
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
    ({ variant, why }): VariantRow => ({
      ...{ variant, provider: '–', usable: 'missing', detail: why, runs: false },
      ...{ idleP95Us: null, predictedP95Us: null, stretch: null, auroc: null, memoryBytes: null },
    }),
  );
  return [...measured.toSorted((a, b) => Number(b.runs) - Number(a.runs)), ...missing];
}

export const usableWords: Record<VariantRow['usable'], string> = {
  yes: 'usable',
  fellBack: 'fell back to the CPU',
  wrongScore: 'wrong score',
  failed: 'failed',
  absent: 'provider absent',
  missing: 'not on the device',
};
