import { expect, test } from 'vitest';
import type { Load } from '../protocol/load.ts';
import { Replay } from './replay.ts';
import { calm, cpu, gpu, nets, policy, profile, seen, startMs } from './situation.fixture.ts';

const recorded = {
  stream: 'loop',
  strideMs: 1_000,
  cpuCount: 4,
  profiles: nets.medium,
  running: gpu,
};
const samples = (count: number, load: Partial<Load>, from = 0): Load[] =>
  Array.from({ length: count }, (_, i) => ({ ...calm, ...load, at: startMs + (from + i) * 5_000 }));

test('tells each switch with its time, and sums up', () => {
  const replay = new Replay(recorded, policy());
  for (const load of [...samples(12, {}), ...samples(60, { gpuPercent: 95 }, 12)])
    replay.take(load);
  expect(replay.switches).toMatchObject([
    { at: startMs + 75_000, from: gpu, to: { ...cpu, code: 'gpuBusy' }, isUrgent: false },
  ]);
  const { coveredMs, ran, windows, switches, urgent } = replay.summary();
  expect({ coveredMs, windows, switches, urgent }).toEqual({
    ...{ coveredMs: 355_000, windows: 355, switches: 1, urgent: 0 },
  });
  expect(ran).toEqual([
    { ...cpu, ms: 280_000 },
    { ...gpu, ms: 75_000 },
  ]);
});

test('counts windows that were recorded late, or are predicted so', () => {
  const slow = [profile(cpu, 700)];
  const alone = new Replay({ ...recorded, profiles: slow, running: cpu }, policy());
  for (const load of samples(11, {})) alone.take(load);
  expect(alone.summary()).toMatchObject({ windows: 50, late: 50 });
  const inTime = new Replay({ ...recorded, profiles: slow, running: cpu }, policy());
  for (const load of samples(11, seen(cpu, 300))) inTime.take(load);
  expect(inTime.summary().late).toBe(0);
});

test('takes the recorded own use of the GPU out where another variant runs now', () => {
  const heavy = [profile(cpu, 300), profile(gpu, 450, { p50Us: 450_000 })];
  const wanted = policy({ prefer: 'gpu', deadlineMs: 2_000 });
  const load = { gpuPercent: 60, ...seen(gpu, 450) };
  const replay = new Replay({ ...recorded, profiles: heavy, running: cpu }, wanted);
  for (const sample of samples(20, load)) replay.take(sample);
  expect(replay.switches.map(({ to }) => to.code)).toEqual(['policy']);
  const others = new Replay({ ...recorded, profiles: heavy, running: cpu }, wanted);
  for (const sample of samples(20, { gpuPercent: 60 })) others.take(sample);
  expect(others.switches).toEqual([]);
});

test('a gap in the recording is no time that something ran', () => {
  const replay = new Replay(recorded, policy());
  for (const load of [...samples(2, {}), ...samples(1, {}, 5_000)]) replay.take(load);
  expect(replay.summary().coveredMs).toBe(65_000);
});
