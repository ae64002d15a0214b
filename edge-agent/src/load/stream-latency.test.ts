import { expect, test } from 'vitest';
import { StreamLatency } from './stream-latency.ts';

const small = { variant: 'cpu-small', provider: 'cpu' };
const large = { variant: 'gpu-large', provider: 'cuda' };
const run = (atMs: number, latencyUs: number, lagUs = 2 * latencyUs) => ({
  ...{ atMs, latencyUs, lagUs },
});

test('a stream that has scored nothing says nothing', () => {
  expect(new StreamLatency().load(0)).toEqual({
    ...{ variant: null, provider: null, p50Us: null, p95Us: null, lagP95Us: null, windows: 0 },
  });
});

test('what is told is the last minute of what runs', () => {
  const latency = new StreamLatency();
  for (let i = 0; i < 40; i++) latency.add(small, run(i * 1_000, 100 + i));
  expect(latency.load(40_000)).toEqual({
    ...{ ...small, p50Us: 119, p95Us: 137, lagP95Us: 274, windows: 40 },
  });
  expect(latency.load(90_000)).toMatchObject({ p50Us: 135, windows: 9 });
  latency.add(large, run(91_000, 7));
  expect(latency.load(91_000)).toEqual({
    ...{ ...large, p50Us: 7, p95Us: 7, lagP95Us: 14, windows: 1 },
  });
  expect(latency.load(200_000)).toMatchObject({ ...large, p50Us: null, windows: 0 });
});

test('a fast stream is told by its last 512 windows', () => {
  const latency = new StreamLatency();
  for (let i = 1; i <= 1000; i++) latency.add(small, run(0, i));
  expect(latency.load(1)).toMatchObject({ p50Us: 744, windows: 512 });
});
