import { mean, median } from '@lookout/shared/detector/evaluation/averages';
import { type Compressed, components, type FileDrops } from './made-network.ts';
import { type PooledDrop, poolDrops, type SeedDrops } from './pool-drops.ts';
import { titleOf } from './targets.ts';

export const grouped = (all: readonly Compressed[]): [string, Compressed[]][] => [
  ...Map.groupBy(all, ({ subject }) => titleOf(subject)),
];

/** Three decimals, with a true minus, and none before nothing. */
export function dropText(drop: number): string {
  if (!Number.isFinite(drop)) return '–';
  const digits = Math.abs(drop).toFixed(3);
  return `${drop < 0 && Number(digits) > 0 ? '−' : ''}${digits}`;
}

export const timesText = (ratio: number | null | undefined): string =>
  ratio === null || ratio === undefined || !Number.isFinite(ratio) ? '–' : `${ratio.toFixed(2)}×`;

export const percent = (share: number): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–';

/** Reconstruction, KL and score, in this order. */
export const three = (of: (name: keyof FileDrops) => string): string =>
  components.map(of).join(' / ');

/** The same files under each component, seed by seed. */
export type DropsOfSeeds = (name: keyof FileDrops) => readonly SeedDrops[];

export function pooled(of: DropsOfSeeds): PooledDrop[] {
  return components.map((name) => poolDrops(of(name)));
}

/** `mean (upper end)` of the three. */
export function pooledText(of: DropsOfSeeds): string {
  if (of('score').flat().length === 0) return '–';
  return pooled(of)
    .map((drop) => `${dropText(drop.mean)} (${dropText(drop.high)})`)
    .join(' / ');
}

export const medianRatio = (ratios: readonly (number | undefined)[]): number | null => {
  const known = ratios.filter((ratio) => ratio !== undefined);
  return known.length > 0 ? median(known) : null;
};

export const meanOf = (values: readonly number[]): number =>
  values.length > 0 ? mean(values) : Number.NaN;
