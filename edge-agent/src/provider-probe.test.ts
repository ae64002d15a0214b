import { expect, test } from 'vitest';
import type { Probed } from './model/placement/placement-state.ts';
import { ProviderProbe } from './provider-probe.ts';

/** A machine whose providers work or not, and what was tried on it. */
function machine(backends: readonly string[], works: readonly string[]) {
  const state = { backends, works, nowMs: 0, broken: false };
  const tried: string[] = [];
  const told: (readonly Probed[])[] = [];
  const warnings: string[] = [];
  const probe = new ProviderProbe({
    backends: () => state.backends,
    probe: async (provider) => {
      tried.push(provider);
      if (state.broken) throw new Error('no process');
      return { provider, why: state.works.includes(provider) ? null : `no ${provider} here` };
    },
    told: (all) => told.push(all),
    monotonicMs: () => state.nowMs,
    warn: (message) => warnings.push(message),
  });
  /** So much later, and all that is tried then. */
  const look = async (afterMs: number, ...named: string[]) => {
    state.nowMs += afterMs;
    tried.length = 0;
    probe.look(new Set(named));
    await probe.stopped();
    return [...tried];
  };
  return { state, probe, told, warnings, look };
}

const all = ['cpu', 'webgpu', 'cuda'];
const notTried = 'it was not tried yet since the agent started';

test('the CPU is told at once, what a release names is tried then, the rest when the start is over', async () => {
  const { probe, look, told } = machine(all, ['cpu', 'webgpu']);
  expect(await look(0)).toEqual(['cpu']);
  expect(probe.usable).toEqual(['cpu']);
  expect(probe.unusable.map(({ why }) => why)).toEqual([notTried, notTried]);
  // A release that is made for it may come before it was tried: its golden windows tell.
  expect(probe.possible).toEqual(all);
  expect(await look(1_000, 'cuda')).toEqual(['cuda']);
  expect(probe.possible).toEqual(['cpu', 'webgpu']);
  expect(await look(8_000)).toEqual([]);
  expect(await look(1_000)).toEqual(['webgpu']);
  expect(probe.usable).toEqual(['cpu', 'webgpu']);
  expect(probe.unusable).toEqual([{ provider: 'cuda', why: 'no cuda here' }]);
  expect(told.map((known) => known.length)).toEqual([1, 2, 3]);
});

test.each<[string, number, readonly string[] | null, string[]]>([
  ['nothing is tried twice without need', 60_000, [], []],
  ['what was lost or is back is tried again', 1, ['webgpu'], ['webgpu']],
  ['who asks by hand has all tried again', 1, null, all],
  ['what cannot be used is tried again once an hour', 3_600_000, [], ['cuda']],
])('%s', async (_, afterMs, again, expected) => {
  const { probe, look } = machine(all, ['cpu', 'webgpu']);
  await look(20_000);
  probe.again(again);
  expect(await look(afterMs)).toEqual(expected);
});

test('what it knew holds until it is known anew, and only a change is told', async () => {
  const { probe, look, told, state } = machine(all, ['cpu']);
  await look(20_000);
  const before = told.length;
  probe.again(null);
  expect(probe.usable).toEqual(['cpu']);
  await look(1);
  expect(told).toHaveLength(before);
  state.works = all;
  await look(3_600_000);
  expect(probe.usable).toEqual(all);
  expect(told.at(-1)?.every(({ why }) => why === null)).toBe(true);
});

test('where no process can be begun nothing is known, and it is tried again', async () => {
  const { probe, look, state, warnings } = machine(['cpu', 'cuda'], ['cpu', 'cuda']);
  state.broken = true;
  await look(20_000);
  expect(probe.usable).toEqual(['cpu']);
  expect(warnings[0]).toContain('no process');
  state.broken = false;
  await look(1_000);
  expect(probe.usable).toEqual(['cpu', 'cuda']);
});

test('before the runtime has told anything nothing is known; halted, nothing is tried', async () => {
  const { probe, look, state } = machine([], ['cpu']);
  expect(await look(20_000)).toEqual([]);
  expect(probe.possible).toEqual([]);
  expect(probe.usable).toEqual(['cpu']);
  state.backends = ['cpu'];
  probe.halt();
  expect(await look(1)).toEqual([]);
});
