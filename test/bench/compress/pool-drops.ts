import { mean } from '@lookout/shared/detector/evaluation/averages';
import type { FileDrop } from './made-network.ts';

/** The drops of one network that was trained with one seed. */
export type SeedDrops = readonly Pick<FileDrop, 'file' | 'drop' | 'low' | 'high'>[];

export interface PooledDrop {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const z95 = 1.959964;

/**
 * Mean over all files of all seeds, with a 95 % interval. Files are independent recordings. Seeds that are
 * judged on the same file share its luck, so there their errors are averaged, not made smaller by their
 * number; what the seeds differ by comes on top. Where seeds were judged on different files as well, that
 * counts those files' luck a second time: the interval is then too wide rather than too narrow.
 */
export function poolDrops(seeds: readonly SeedDrops[]): PooledDrop {
  const all = seeds.flat();
  const byFile = [...Map.groupBy(all, ({ file }) => file).values()];
  const ofFiles = byFile.reduce((sum, own) => {
    const error = mean(own.map(({ low, high }) => (high - low) / (2 * z95)));
    return sum + ((own.length / all.length) * error) ** 2;
  }, 0);
  const middle = mean(all.map(({ drop }) => drop));
  const half = z95 * Math.sqrt(ofFiles + varianceOfMean(seeds.map(meanDrop)));
  return { mean: middle, low: middle - half, high: middle + half };
}

export const meanDrop = (drops: SeedDrops): number => mean(drops.map(({ drop }) => drop));

function varianceOfMean(values: readonly number[]): number {
  const count = values.length;
  if (count < 2) return 0;
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (count - 1) / count;
}
