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

test('a slow stream is told by the last twenty windows of a minute', () => {
  const latency = new StreamLatency();
  for (let i = 0; i < 40; i++) latency.add(small, run(i * 1_000, 100 + i));
  expect(latency.load(40_000)).toEqual({
    ...{ ...small, p50Us: 129, p95Us: 138, lagP95Us: 276, windows: 20 },
  });
  expect(latency.load(90_000)).toMatchObject({ p50Us: 135, windows: 9 });
  latency.add(large, run(91_000, 7));
  expect(latency.load(91_000)).toEqual({
    ...{ ...large, p50Us: 7, p95Us: 7, lagP95Us: 14, windows: 1 },
  });
  expect(latency.load(200_000)).toMatchObject({ ...large, p50Us: null, windows: 0 });
});

test('a stream of more is told by its last ten seconds, as the machine beside it is', () => {
  const latency = new StreamLatency();
  const add = (from: number, to: number, latencyUs: number) => {
    for (let i = from; i < to; i++) latency.add(small, run(i * 100, latencyUs));
  };
  add(0, 100, 900);
  add(100, 150, 100);
  expect(latency.load(14_999)).toMatchObject({ p50Us: 100, p95Us: 900, windows: 100 });
  add(150, 200, 100);
  expect(latency.load(19_999)).toMatchObject({ p95Us: 100, windows: 100 });
});

test('a fast stream is told by its last 512 windows', () => {
  const latency = new StreamLatency();
  for (let i = 1; i <= 1000; i++) latency.add(small, run(0, i));
  expect(latency.load(1)).toMatchObject({ p50Us: 744, windows: 512 });
});
