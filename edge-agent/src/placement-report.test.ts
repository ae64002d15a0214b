import { expect, test } from 'vitest';
import type { Happening } from './model/placement/happening.ts';
import {
  after,
  offered,
  onGpu,
  probed,
  profile,
  ready,
  stands,
} from './model/placement/placement.fixture.ts';
import { measuredWords, placementReport } from './placement-report.ts';

test.each([
  [profile(onGpu), 'gpu-fp16 on webgpu takes p50 90 µs, p95 100 µs; fine'],
  [
    profile(onGpu, { idle: false }),
    'gpu-fp16 on webgpu takes p50 90 µs, p95 100 µs on a machine that was not idle; fine',
  ],
  [
    profile(onGpu, { usable: 'fellBack', detail: 'ran none of 9 nodes', p50Us: null }),
    'gpu-fp16 on webgpu cannot be used (fellBack): ran none of 9 nodes',
  ],
])('%#: $usable', (measured, words) => expect(measuredWords(measured)).toBe(words));

test.each<[string, readonly Happening[], string | null, boolean]>([
  ['its turn has not come', [offered, stands(), probed], 'it is fetched when its turn comes', true],
  ['it is being fetched', ready.slice(0, 4), 'it is being fetched', true],
  [
    'it could not be fetched',
    [...ready.slice(0, 4), { kind: 'fetchFailed', variant: 'gpu-fp16', why: 'the disk is full' }],
    'the disk is full',
    false,
  ],
  [
    'no provider of it is there',
    [offered, stands(), { kind: 'probed', providers: [{ provider: 'cpu', why: null }] }],
    'it runs on tensorrt, webgpu; this device has cpu',
    false,
  ],
  ['it is there', ready, null, false],
])('of a variant beside what runs, %s', (_, happenings, why, isComing) => {
  const { missing } = placementReport(after(happenings).state);
  expect(missing).toEqual(why === null ? [] : [{ variant: 'gpu-fp16', why, isComing }]);
});
