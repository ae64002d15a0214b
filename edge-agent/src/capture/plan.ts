import type { IndexRange } from '@lookout/shared/protocol/capture';
import type { CaptureArgs } from './capture-sender.ts';
import type { StretchBlock } from './ring.ts';

/** Which blocks of the ring go out. */
export interface Plan {
  readonly firstBlock: number;
  readonly total: number;
  /** Indices from `firstBlock`. */
  readonly wanted: readonly IndexRange[];
}

/** What the ring says of the stretch. */
export interface Holding {
  readonly ring: string;
  readonly blocks: readonly StretchBlock[];
  readonly held: { readonly fromAt: number; readonly toAt: number } | null;
}

/**
 * The rest that is asked for, or the whole stretch as far as the ring holds it. Rows of another detector,
 * which have other channels, are left out with all that lies before them.
 * @throws Error in words for whoever asked
 */
export function planCapture(args: CaptureArgs, { ring, blocks, held }: Holding): Plan {
  const { stream, rest, maxRows } = args;
  if (rest !== null) {
    if (rest.ring !== ring)
      throw new Error('the ring of raw rows has begun anew meanwhile: ask for the stretch again');
    return { firstBlock: rest.firstBlock, total: rest.total, wanted: rest.missing };
  }
  const last = blocks.at(-1);
  if (last === undefined) throw new Error(nothingThere(args, held));
  const kept = blocks.slice(blocks.findLastIndex(({ layout }) => layout !== last.layout) + 1);
  const rows = kept.reduce((sum, block) => sum + block.rows, 0);
  if (rows > maxRows)
    throw new Error(
      `stream ${stream} has ${rows} rows there, and at most ${maxRows} are taken: choose a shorter stretch`,
    );
  const firstBlock = kept[0]?.number ?? last.number;
  const total = last.number - firstBlock + 1;
  return { firstBlock, total, wanted: [[0, total - 1]] };
}

function nothingThere({ stream, from, to }: CaptureArgs, held: Holding['held']): string {
  const where = `stream ${stream} has no rows from ${iso(from)} to ${iso(to)}`;
  return held === null
    ? `${where}: the ring is empty`
    : `${where}: the ring holds ${iso(held.fromAt)} to ${iso(held.toAt)}`;
}

const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

export function* indicesOf(ranges: readonly IndexRange[]): Generator<number> {
  for (const [from, to] of ranges) for (let index = from; index <= to; index++) yield index;
}
