import { mean } from '@lookout/shared/detector/evaluation/averages';
import { eligible } from '../../../cloud-hub/dist/compression/pipeline/limits.js';
import {
  type Compressed,
  components,
  type FileDrop,
  type FileDrops,
  findNetwork,
  type MadeNetwork,
  timeOf,
} from './made-network.ts';
import { allowedDrop } from './targets.ts';

/** One network in one form, as the product's search sees it. */
export interface Choosable {
  readonly network: MadeNetwork;
  readonly form: string;
  readonly files: FileDrops;
  readonly bytes: number;
  /** At batch 1. */
  readonly us: number;
}

export interface Chosen {
  /** By the one half of the test files; null: nothing was good enough, the base stays. */
  readonly choice: Choosable | null;
  /** The other half, on which it is judged. */
  readonly isJudged: (file: number) => boolean;
}

/**
 * What the product chooses where every other test file is given to it as `--labelled`, and then the other
 * way round. It is judged on the files that it has not seen: those it was chosen on would flatter it.
 */
export function chooseAcross(
  candidates: readonly Choosable[],
  base: { readonly us: number; readonly bytes: number },
): [Chosen, Chosen] {
  const half = (parity: number): Chosen => {
    const isSeen = (file: number) => file % 2 === parity;
    const measured = candidates.map((candidate, number) => ({
      name: String(number),
      ...{ latencyMs: candidate.us / 1000, modelBytes: candidate.bytes },
      aurocDrop: largestDrop(candidate.files, isSeen),
    }));
    const own = { name: 'base', latencyMs: base.us / 1000, modelBytes: base.bytes, aurocDrop: 0 };
    const budget = { maxLatencyMs: null, maxModelKb: null, maxAurocDrop: allowedDrop };
    const [best] = eligible(measured, own, budget);
    const choice = best ? (candidates[Number(best.name)] ?? null) : null;
    return { choice, isJudged: (file) => !isSeen(file) };
  };
  return [half(0), half(1)];
}

function largestDrop(files: FileDrops, isSeen: (file: number) => boolean): number {
  const drops = components.map((name) =>
    mean(files[name].filter((_, file) => isSeen(file)).map(({ drop }) => drop)),
  );
  return Math.max(...drops);
}

/** What may be chosen of a subject's product networks. */
export function choosable(one: Compressed): Choosable[] {
  return one.networks
    .filter(({ way }) => way === 'product')
    .flatMap((network) =>
      network.forms.flatMap(({ form, files }) => {
        const graph = network.graphs.find((some) => some.form === form);
        const us = timeOf(one, network, form, 1);
        return files && graph && us ? [{ network, form, files, bytes: graph.bytes, us }] : [];
      }),
    );
}

/** The base's own time at batch 1 and size. */
export function baseOf(one: Compressed): { readonly us: number; readonly bytes: number } {
  const base = findNetwork(one, 'base', 'base');
  const bytes = base?.graphs.find(({ form }) => form === 'fp32')?.bytes ?? Number.NaN;
  return { us: timeOf(one, base, 'fp32', 1) ?? Number.NaN, bytes };
}

/** Drops of the halves on which each choice is judged; none where the base stays. */
export const judgedDrops = (
  { choice, isJudged }: Chosen,
  name: keyof FileDrops,
  of: FileDrops,
): FileDrop[] =>
  of[name]
    .map((own, file) => choice?.files[name][file] ?? { ...own, drop: 0, low: 0, high: 0 })
    .filter((_, file) => isJudged(file));
