import { type Load, type StreamLoad, unknownMachine } from '@lookout/shared/protocol/load';
import { expect, test } from 'vitest';
import { type GpuStream, ownGpuOf } from './own-gpu.ts';

const seen = (stream: string, provider: string, p50Us: number | null): StreamLoad => ({
  ...{ stream, variant: 'gpu-fp16', provider, p50Us, p95Us: p50Us, lagP95Us: p50Us, windows: 9 },
});
const load = (streams: StreamLoad[], gpuClockRatio: number | null = null): Load => ({
  ...{ at: 1, ...unknownMachine, cpuPercent: null, memoryUsedBytes: null, memoryTotalBytes: null },
  ...{ temperatureC: null, diskFreeBytes: null, inferenceP50Us: null, inferenceP95Us: null },
  outbox: { eventRecords: 0, scoreRecords: 0, bytes: 0, oldestAt: null },
  ...{ streams, gpuClockRatio },
});
const on = (stream: string, idleUs: number | null): GpuStream => ({
  ...{ stream, strideMs: 100, idleUs },
});

test.each<[string, GpuStream[], Load, number]>([
  ['no stream is on the GPU', [], load([seen('press', 'cpu', 9_000)]), 0],
  ['a run takes as long as it was measured', [on('press', 30_000)], load([]), 30],
  ['it waits for others there', [on('press', 30_000)], load([seen('press', 'cuda', 90_000)]), 30],
  ['at half the clock', [on('press', 30_000)], load([seen('press', 'cuda', 90_000)], 0.5), 60],
  ['it was never measured', [on('press', null)], load([seen('press', 'cuda', 40_000)]), 40],
  ['nothing is known', [on('press', null)], load([]), 0],
  [
    'it has just come there: what was seen is of the CPU',
    [on('press', 30_000)],
    load([seen('press', 'cpu', 5_000)]),
    30,
  ],
  [
    'two of them',
    [on('press', 30_000), on('pump', 20_000)],
    load([seen('press', 'cuda', 30_000), seen('pump', 'cuda', 20_000)]),
    50,
  ],
])('%s', (_, streams, sample, percent) => expect(ownGpuOf(streams, sample)).toBe(percent));
