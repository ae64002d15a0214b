import { expect, test } from 'vitest';
import { onGpu, profile } from './model/placement/placement.fixture.ts';
import { measuredWords } from './placement-report.ts';

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
