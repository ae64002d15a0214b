import { type Load, type StreamLoad, unknownMachine } from '@lookout/shared/protocol/load';
import type { LoadColumns } from '../load/load.repository.ts';
import type { MeanFigure } from '../load/load-slot.ts';

const nothingWaits = { eventRecords: 0, scoreRecords: 0, bytes: 0, oldestAt: null };

/**
 * The i-th half minute as a sample of the machine.
 * @param stream says what it ran even where that was nothing
 */
export function storedSample({ at, columns }: LoadColumns, i: number, stream: string): Load {
  const figure = (name: MeanFigure) => columns[name][i] ?? null;
  return {
    ...unknownMachine,
    ...{ cpuPercent: figure('cpuPercent'), otherCpuPercent: figure('otherCpuPercent') },
    ...{ cpuClockRatio: figure('cpuClockRatio'), gpuClockRatio: figure('gpuClockRatio') },
    ...{ gpuPercent: figure('gpuPercent'), temperatureC: figure('temperatureC') },
    cpuPressurePercent: figure('cpuPressurePercent'),
    ...{ cpuFullPercent: figure('cpuFullPercent'), cpuRivals: figure('cpuRivals') },
    ...{ memoryUsedBytes: figure('memoryUsedBytes'), memoryTotalBytes: figure('memoryTotalBytes') },
    gpuMemoryUsedBytes: figure('gpuMemoryUsedBytes'),
    gpuMemoryTotalBytes: figure('gpuMemoryTotalBytes'),
    ...{ headroomC: figure('headroomC'), criticalHeadroomC: figure('criticalHeadroomC') },
    powerMilliwatts: figure('powerMilliwatts'),
    ...{ inferenceP50Us: figure('inferenceP50Us'), inferenceP95Us: figure('inferenceP95Us') },
    cpuOnline: columns.cpuOnline[i] ?? null,
    overCurrentEvents: columns.overCurrentEvents[i] ?? null,
    throttled: columns.throttled[i] ?? null,
    powerMode: columns.powerMode[i] ?? null,
    streams: withOwn(columns.streams[i] ?? [], stream),
    ...{ at: at[i] ?? 0, diskFreeBytes: null, outbox: nothingWaits },
  };
}

const nothingRan = {
  ...{ variant: null, provider: null, p50Us: null, p95Us: null, lagP95Us: null, windows: 0 },
};

const withOwn = (streams: readonly StreamLoad[], stream: string): StreamLoad[] =>
  streams.some((one) => one.stream === stream)
    ? [...streams]
    : [...streams, { stream, ...nothingRan }];
