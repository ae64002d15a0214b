import { type Load, unknownMachine } from '@lookout/shared/protocol/load';
import { expect, test } from 'vitest';
import { IdleWatch } from './idle-watch.ts';

const load = (more: Partial<Load>): Load => ({
  ...{ at: 1, ...unknownMachine, cpuPercent: null, memoryUsedBytes: null, memoryTotalBytes: null },
  ...{ temperatureC: null, diskFreeBytes: null, inferenceP50Us: null, inferenceP95Us: null },
  outbox: { eventRecords: 0, scoreRecords: 0, bytes: 0, oldestAt: null },
  ...more,
});
const never = new AbortController().signal;
const forEver = (_: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

test.each<[string, Partial<Load>, number, boolean]>([
  ['other processes do little', { otherCpuPercent: 20, cpuPercent: 90 }, 0, true],
  ['other processes do much', { otherCpuPercent: 60 }, 0, false],
  ['only the whole is known', { cpuPercent: 60 }, 0, false],
  ['the GPU is at work', { otherCpuPercent: 1, gpuPercent: 70 }, 0, false],
  ['the GPU is at work for us', { otherCpuPercent: 1, gpuPercent: 70 }, 60, true],
  ['the GPU is at work for us and others', { otherCpuPercent: 1, gpuPercent: 90 }, 60, false],
  ['our share is more than was seen', { gpuPercent: 10 }, 60, true],
  ['nothing is known', {}, 0, true],
])('where %s', async (_, more, ownGpu, idle) => {
  const watch = new IdleWatch(1, () => Promise.resolve());
  watch.sampled(load(more), ownGpu);
  expect(await watch.idle(never)).toBe(idle);
});

test('whoever waits is told when it becomes idle, and when it does not in time', async () => {
  const waits: number[] = [];
  const watch = new IdleWatch(60_000, (ms, signal) => {
    waits.push(ms);
    return forEver(ms, signal);
  });
  const waiting = watch.idle(never);
  watch.sampled(load({ otherCpuPercent: 80 }), 0);
  watch.sampled(load({ otherCpuPercent: 10 }), 0);
  expect(await waiting).toBe(true);
  expect(waits).toEqual([60_000]);
  watch.sampled(load({ otherCpuPercent: 80 }), 0);
  const given = new AbortController();
  const late = watch.idle(given.signal);
  given.abort();
  expect(await late).toBe(false);
});
