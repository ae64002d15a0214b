import { type Compressed, components, type FileDrops, type MadeNetwork } from './made-network.ts';

/** Drops of each test file in turn, under every component alike. */
export function filesOf(drops: readonly number[], error = 0): FileDrops {
  const files = drops.map((drop, i) => ({
    ...{ file: `file ${i}`, auroc: 0.9 - drop, drop },
    ...{ low: drop - error, high: drop + error },
  }));
  return { reconstruction: files, kl: files, score: files };
}

/** The same but for one component. */
export const worseIn = (
  name: (typeof components)[number],
  by: number,
  files: FileDrops,
): FileDrops => ({
  ...files,
  [name]: files[name].map((file) => ({ ...file, drop: file.drop + by, high: file.high + by })),
});

export interface NetworkOfTest {
  readonly stage: string;
  /** Microseconds at batch 1, and at batch 32. */
  readonly us: number;
  readonly bytes: number;
  readonly files: FileDrops;
  readonly way?: string;
  readonly form?: string;
}

/** One subject: a base of 100 µs and 100 kB, and what was made of it. */
export function compressed(
  networks: readonly NetworkOfTest[],
  drops: readonly number[],
): Compressed {
  const base = { way: 'base', stage: 'base', form: 'fp32', us: 100, bytes: 100_000 };
  const all = [{ ...base, files: filesOf(drops.map(() => 0)) }, ...networks];
  const made = all.map((one, i): MadeNetwork => {
    const { way = 'product', form = 'int8-weights' } = one;
    return {
      ...{ way, stage: one.stage, macs: 0.25, quality: null },
      forms: [{ form, files: one.files }],
      graphs: [{ form, path: `${i}`, bytes: one.bytes }],
    };
  });
  return {
    subject: { data: 'SKAB', kind: 'dense', seed: 1, group: 0 },
    networks: made,
    times: all.flatMap(({ us }, i) => [1, 32].map((batch) => ({ path: `${i}`, batch, us }))),
  };
}
