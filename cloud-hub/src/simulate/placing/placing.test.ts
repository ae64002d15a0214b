import { chooseVariant } from '@lookout/shared/placement/choose-variant';
import { noMemory, type PlacementMemory } from '@lookout/shared/placement/placement';
import { type Load, unknownMachine } from '@lookout/shared/protocol/load';
import { PlacementPolicy, PlacementReport } from '@lookout/shared/protocol/placement';
import { expect, test } from 'vitest';
import { ownBundle, ownVariant } from '../own-bundle.ts';
import type { GpuKind } from './machine.ts';
import { Placing } from './placing.ts';
import { ownVariants } from './profiles.ts';

const stepMs = 5_000;
const policy = PlacementPolicy.parse({});

/** A device under a hub's decision, with time that is moved by hand. */
function course(kind: GpuKind, seed: number, hours: number) {
  let now = Date.parse('2026-11-24T00:00:00Z');
  let later: { at: number; act: () => void }[] = [];
  const placing = new Placing(
    { stream: 'loop', strideMs: 500, seed, kind },
    {
      now: () => now,
      after: (delayMs, act) => later.push({ at: now + delayMs, act }),
      changed: () => undefined,
    },
  );
  placing.installed({ release: null, bundle: ownBundle, variant: ownVariant }, ownVariants(kind));
  let memory: PlacementMemory = noMemory;
  let [number, wished] = [0, ''];
  const told: PlacementReport[] = [];
  const codes = new Set<string>();
  for (const end = now + hours * 3_600_000; now < end; now += stepMs) {
    for (const { act } of later.filter(({ at }) => at <= now)) act();
    later = later.filter(({ at }) => at > now);
    const load = { ...base, ...placing.sample(), at: now };
    const { report } = placing;
    const { profiles, running } = report;
    const situation = { now, load, stream: 'loop', strideMs: 500, profiles, cpuCount: 4, running };
    const decision = chooseVariant(situation, policy, memory);
    memory = decision.memory;
    const { choice } = decision;
    codes.add(choice.code);
    const place = `${choice.variant}/${choice.provider}`;
    if (place !== wished || running?.provider !== choice.provider) number += 1;
    wished = place;
    placing.hear({ number, release: null, choice, policy });
    told.push(report);
  }
  return { told, codes, last: PlacementReport.parse(placing.report) };
}

const base: Load = {
  ...unknownMachine,
  ...{ at: 0, cpuPercent: 0, memoryUsedBytes: null, memoryTotalBytes: null, temperatureC: null },
  ...{ diskFreeBytes: null, inferenceP50Us: null, inferenceP95Us: null },
  outbox: { eventRecords: 0, scoreRecords: 0, bytes: 0, oldestAt: null },
};

const ranOn = (told: readonly PlacementReport[], provider: string) =>
  told.filter(({ running }) => running?.provider === provider).length / told.length;

test('a device without a GPU has nothing to choose from', () => {
  const { told, codes } = course('none', 1, 1);
  expect(codes).toEqual(new Set(['onlyOne']));
  expect(ranOn(told, 'cpu')).toBe(1);
});

test('one with a GPU uses both, as its other work and its heat have it, and never flaps', () => {
  const { told, codes, last } = course('good', 2, 12);
  expect(ranOn(told, 'cuda')).toBeGreaterThan(0.3);
  expect(ranOn(told, 'cpu')).toBeGreaterThan(0.05);
  expect(codes).toContain('gpuBusy');
  expect(Math.max(...told.map(({ switches }) => switches))).toBeLessThanOrEqual(8);
  expect(last.lastSwitch).toMatchObject({ by: 'hub', agreement: 1 });
});

test('a provider that is lost is left by the guard, reported, and tried again', () => {
  const { told } = course('lost', 3, 6);
  const lost = told.filter(({ retryAt }) => retryAt !== null);
  expect(lost.length).toBeGreaterThan(0);
  expect(ranOn(lost, 'cpu')).toBe(1);
  expect(lost[0]?.profiles.map(({ usable }) => usable)).toEqual(['yes', 'absent']);
  expect(told.some(({ by }) => by === 'guard')).toBe(true);
  expect(told.at(-1)?.profiles).toHaveLength(2);
});

test('one that lies is never used', () => {
  const { told, codes } = course('lying', 4, 2);
  expect(ranOn(told, 'cpu')).toBe(1);
  expect(codes).toEqual(new Set(['onlyOne']));
});

test('the same seed lives the same day', () => {
  expect(course('good', 5, 1).told).toEqual(course('good', 5, 1).told);
});
