import { recordOf } from '@lookout/shared/collection/record-of';
import type { Load, StreamLoad } from '@lookout/shared/protocol/load';

/**
 * One row is kept per device and half minute. A sample is the device's own mean over ten seconds and comes
 * every five: a thousand devices send 200 a second, 17 million a day, of which every other one tells the
 * same ten seconds again. Six of them in one row are 2.9 million a day, and answer trends and what-if.
 * The newest sample itself stands with the device.
 */
export const slotMs = 30_000;

/** Of these the mean is kept; null where none of the samples told it. */
export const meanFigures = [
  ...(['cpuPercent', 'otherCpuPercent', 'cpuPressurePercent', 'cpuClockRatio'] as const),
  ...(['cpuFullPercent', 'cpuRivals'] as const),
  ...(['gpuPercent', 'gpuClockRatio', 'gpuMemoryUsedBytes', 'gpuMemoryTotalBytes'] as const),
  ...(['memoryUsedBytes', 'memoryTotalBytes', 'temperatureC', 'headroomC'] as const),
  ...(['criticalHeadroomC', 'powerMilliwatts', 'inferenceP50Us', 'inferenceP95Us'] as const),
] as const;
export type MeanFigure = (typeof meanFigures)[number];

/** What a row holds: means, and of what has none the last. */
export type StoredLoad = Pick<
  Load,
  MeanFigure | 'cpuOnline' | 'overCurrentEvents' | 'throttled' | 'powerMode' | 'streams'
>;

export interface LoadRow {
  readonly device: string;
  /** Beginning of the half minute, hub's clock: a device's may be wrong. */
  readonly at: number;
  readonly load: StoredLoad;
}

/** Samples of one device within one half minute, added up. */
export interface LoadSlot {
  readonly at: number;
  readonly sums: Readonly<Record<MeanFigure, Sum>>;
  readonly streams: ReadonlyMap<string, StreamSum>;
  readonly last: Load;
  readonly throttled: boolean | null;
}

interface Sum {
  readonly total: number;
  readonly count: number;
}
interface StreamSum {
  readonly last: StreamLoad;
  readonly p50Us: Sum;
  readonly p95Us: Sum;
  readonly lagP95Us: Sum;
}

const nothing: Sum = { total: 0, count: 0 };
const plus = (sum: Sum, value: number | null): Sum =>
  value === null ? sum : { total: sum.total + value, count: sum.count + 1 };
const mean = ({ total, count }: Sum): number | null => (count === 0 ? null : total / count);

const slotAt = (receivedAt: number): number => Math.floor(receivedAt / slotMs) * slotMs;

/** The slot with one more sample; a new one where the sample begins another half minute. */
export function withSample(slot: LoadSlot | null, load: Load, receivedAt: number): LoadSlot {
  const at = slotAt(receivedAt);
  const before = slot?.at === at ? slot : null;
  return {
    at,
    sums: recordOf(meanFigures, (figure) => plus(before?.sums[figure] ?? nothing, load[figure])),
    streams: new Map(
      load.streams.map((stream) => [
        stream.stream,
        withStream(before?.streams.get(stream.stream), stream),
      ]),
    ),
    last: load,
    throttled: before?.throttled === true ? true : load.throttled,
  };
}

/** Times of another variant, or on another provider, are not mixed with those before. */
function withStream(before: StreamSum | undefined, stream: StreamLoad): StreamSum {
  const isSame =
    before?.last.variant === stream.variant && before?.last.provider === stream.provider;
  const sum = (figure: 'p50Us' | 'p95Us' | 'lagP95Us') =>
    plus((isSame ? before?.[figure] : null) ?? nothing, stream[figure]);
  return { last: stream, p50Us: sum('p50Us'), p95Us: sum('p95Us'), lagP95Us: sum('lagP95Us') };
}

export function storedLoad({ sums, streams, last, throttled }: LoadSlot): StoredLoad {
  return {
    ...recordOf(meanFigures, (figure) => mean(sums[figure])),
    cpuOnline: last.cpuOnline,
    overCurrentEvents: last.overCurrentEvents,
    powerMode: last.powerMode,
    throttled,
    streams: [...streams.values()].map((sum) => ({
      ...sum.last,
      p50Us: mean(sum.p50Us),
      p95Us: mean(sum.p95Us),
      lagP95Us: mean(sum.lagP95Us),
    })),
  };
}
