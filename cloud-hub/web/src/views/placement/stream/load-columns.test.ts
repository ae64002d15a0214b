import type { LoadSeries } from '@lookout/shared/protocol/placements';
import { expect, test } from 'vitest';
import { chartsOf } from './load-columns.ts';

const same = (...values: (number | null)[]) => ({ mean: values, min: values, max: values });
const unknown = same(null, null, null);
const cpu = { variant: 'cpu-int8', provider: 'cpu' };
const series: LoadSeries = {
  ...{ device: 'cam-1', from: 0, to: 30, bucketMs: 10, at: [0, 10, 20] },
  figures: {
    ...{ cpuPercent: same(1, null, 3), otherCpuPercent: unknown, cpuPressurePercent: unknown },
    ...{ cpuClockRatio: unknown, gpuPercent: unknown, gpuClockRatio: unknown },
    ...{ memoryUsedBytes: same(2 ** 30, 2 ** 31, null), gpuMemoryUsedBytes: unknown },
    ...{ temperatureC: unknown, headroomC: unknown, criticalHeadroomC: unknown },
    powerMilliwatts: unknown,
  },
  streams: [
    { stream: 'gate', p95Us: unknown, lagP95Us: same(null, 1_500, 2_000), ran: [cpu, null, cpu] },
  ],
};

test('only what is known is drawn, the own delay first, in units that people read', () => {
  expect(chartsOf(series, 'gate').map(({ name, column }) => [name, column.mean])).toEqual([
    ['From row to score, p95', [null, 1.5, 2]],
    ['CPU', [1, null, 3]],
    ['Memory used', [1, 2, null]],
  ]);
  expect(chartsOf(series, 'none').map(({ name }) => name)).toEqual(['CPU', 'Memory used']);
});
