import type { ChannelMap, Layer } from './channel-map.ts';
import type { LayerKind } from './layer-kind.ts';
import type { MacCount, Measure } from './multiply-accumulates.ts';

export interface AllocationOptions {
  /** Work that may remain, as `MacCount` counts it: multiply-accumulates, and of images the numbers put out. */
  readonly work: number;
  /**
   * Weights that may remain; as many as there are unless it is said. A dense layer behind an image has few
   * multiply-accumulates and most of the file.
   */
  readonly weights?: number;
  /** Channels that a layer keeps at least: this share of what it starts with ... */
  readonly leastShare: number;
  /** ... and so many. */
  readonly leastChannels: number;
  /**
   * Widths that the runtime's kernels like: layers of this kind go down to multiples of so many channels,
   * and below to its halves. 51 channels of an image take longer than 64 (facts.md).
   */
  readonly multipleOf?: Readonly<Partial<Record<LayerKind, number>>>;
}

/**
 * Which channels go: always those that matter least for what they cost, until the budget is met. Layers
 * shrink unequally on purpose: on SKAB at a tenth of the work an equal share for each costs .022 AUROC of
 * the latent's KL, this none (facts.md, "How far a VAE detector compresses"). Where several go at once and
 * leave more room than was asked for, the last that fit are given back.
 * @param importance by channel, ≥ 0
 */
export function allocate(
  map: ChannelMap,
  importance: ReadonlyMap<number, number>,
  count: MacCount,
  options: AllocationOptions,
): Set<number> {
  const queues = map.layers.flatMap((layer) => queuesOf(layer, importance, count, options));
  const taken: Taken[] = [];
  const { work, weights = Number.POSITIVE_INFINITY } = options;
  const budgets = { work, weights };
  for (const measure of ['work', 'weights'] as const)
    while (count[measure] > budgets[measure]) {
      const queue = cheapest(queues, importance, count, measure);
      if (queue === null) break;
      const block = queue.next();
      queue.take(block);
      count.remove(block);
      taken.push({ queue, block });
    }
  return stillGone(taken, count, () => count.work <= work && count.weights <= weights);
}

interface Taken {
  readonly queue: Queue;
  readonly block: readonly number[];
}

/** Without the steps that need not have been taken, of each layer the last ones first. */
function stillGone(taken: readonly Taken[], count: MacCount, isMet: () => boolean): Set<number> {
  const closed = new Set<Width>();
  const removed = new Set<number>();
  for (const { queue, block } of taken.toReversed()) {
    const mayReturn = queue.isStepped && !closed.has(queue.width);
    if (mayReturn) count.restore(block);
    if (mayReturn && isMet()) continue;
    if (mayReturn) count.remove(block);
    closed.add(queue.width);
    for (const channel of block) removed.add(channel);
  }
  return removed;
}

/** How many channels of a layer are left, whichever. */
interface Width {
  left: number;
  readonly least: number;
}

/** Channels of a layer that cost the same, the least important first. */
class Queue {
  #at = 0;

  constructor(
    private readonly channels: readonly number[],
    readonly width: Width,
    private readonly multiple: number,
  ) {}

  get isStepped(): boolean {
    return this.multiple > 1;
  }

  /** Those that go together; none where the layer is as narrow as it may be. */
  next(): readonly number[] {
    const { left, least } = this.width;
    const to = narrower(left, this.multiple);
    return to < least ? [] : this.channels.slice(this.#at, this.#at + left - to);
  }

  take(block: readonly number[]): void {
    this.#at += block.length;
    this.width.left -= block.length;
  }
}

/** The next width below: a multiple, and below the first one its halves (16, 8, 4). */
export function narrower(width: number, multiple: number): number {
  if (width > multiple) return multiple * (Math.ceil(width / multiple) - 1);
  let step = multiple;
  while (step >= width && step > 1) step = Math.floor(step / 2);
  return step < width ? step : 0;
}

function queuesOf(
  { kind, channels }: Layer,
  importance: ReadonlyMap<number, number>,
  count: MacCount,
  { leastShare, leastChannels, multipleOf }: AllocationOptions,
): Queue[] {
  const least = Math.max(leastChannels, Math.ceil(leastShare * channels.length));
  const width = { left: channels.length, least };
  const multiple = multipleOf?.[kind] ?? 1;
  const rank = (channel: number) => importance.get(channel) ?? 0;
  const groups = multiple > 1 ? [channels] : Map.groupBy(channels, count.costOf).values();
  return [...groups].map((group) => {
    const rising = group.toSorted((a, b) => rank(a) - rank(b));
    return new Queue(rising, width, multiple);
  });
}

/** Of each queue only the first is looked at, so 3,500 channels take no longer than a few. */
function cheapest(
  queues: readonly Queue[],
  importance: ReadonlyMap<number, number>,
  count: MacCount,
  measure: Measure,
): Queue | null {
  let best: Queue | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  for (const queue of queues) {
    const block = queue.next();
    const saved = count.savedBy(block, measure);
    if (saved <= 0) continue;
    const lost = block.reduce((sum, channel) => sum + (importance.get(channel) ?? 0), 0);
    if (lost / saved >= lowest) continue;
    lowest = lost / saved;
    best = queue;
  }
  return best;
}
