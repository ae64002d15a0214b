import { recordOf } from '@lookout/shared/collection/record-of';
import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { describe, expect, test } from 'vitest';
import type { LoadColumns } from '../load/load.repository.ts';
import { meanFigures, type StoredLoad, storedLoad, withSample } from '../load/load-slot.ts';
import { machineLoad, onCpu, onGpu, profile } from '../placement.fixture.ts';
import { type ProfilesThen, partsOf } from './parts-of.ts';
import { WhatIfReplay } from './replay.ts';

const begin = Date.parse('2026-11-24T00:00:00Z');
const minuteMs = 60_000;
const stream = {
  ...{ device: 'pump-1', stream: 'loop', strideMs: 100, cpuCount: 4, release: null },
  profiles: [profile('cpu-int8'), profile('gpu-fp16')],
};

interface Stretch {
  readonly minutes: number;
  readonly gpuPercent: number;
  readonly ran: { readonly variant: string; readonly provider: string };
  readonly headroomC?: number;
  readonly cpuFullPercent?: number;
  readonly cpuRivals?: number;
  /** Nothing is stored of it. */
  readonly isGap?: boolean;
}

/** Stored half minutes, written by hand. */
function trace(...stretches: readonly Stretch[]): LoadColumns {
  const rows: { at: number; load: StoredLoad }[] = [];
  let at = begin;
  for (const { minutes, gpuPercent, ran, isGap = false, ...part } of stretches)
    for (let i = 0; i < minutes * 2; i++, at += minuteMs / 2) {
      const own = { stream: 'loop', ...ran, p50Us: null, p95Us: null, lagP95Us: null, windows: 10 };
      const load = machineLoad(at, gpuPercent, { ...part, streams: [own] });
      if (!isGap) rows.push({ at, load: storedLoad(withSample(null, load, at)) });
    }
  const column = <K extends keyof StoredLoad>(key: K) => rows.map(({ load }) => load[key]);
  return {
    device: 'pump-1',
    at: rows.map((row) => row.at),
    columns: {
      ...recordOf(meanFigures, column),
      ...{ cpuOnline: column('cpuOnline'), overCurrentEvents: column('overCurrentEvents') },
      ...{ throttled: column('throttled'), powerMode: column('powerMode') },
      streams: column('streams'),
    },
  };
}

/** @param kept what was measured when; as it stands now, where nothing is given */
function replay(
  of: typeof stream,
  wanted: PlacementPolicy,
  load: LoadColumns,
  kept: readonly ProfilesThen[] = [{ ...of, at: begin }],
) {
  const run = new WhatIfReplay(of, wanted, load, partsOf(of, load, kept));
  while (run.advance(7));
  return run.result;
}

const running = { stream: 'loop', ...onCpu, p50Us: 1, p95Us: 2, lagP95Us: 3, windows: 4 };
/** Of its outbox and its disk no decision asks; its zones are in the headroom. */
const notStored = new Set(['at', 'outbox', 'diskFreeBytes', 'zones']);

const policy = (part: object = {}) => PlacementPolicy.parse(part);
const time = (course: { time: { variant: string; ms: number }[] }) =>
  Object.fromEntries(course.time.map(({ variant, ms }) => [variant, ms / minuteMs]));

// An hour on the CPU, in whose second half others wanted the GPU.
const anHour = trace(
  { minutes: 30, gpuPercent: 5, ran: onCpu },
  { minutes: 30, gpuPercent: 95, ran: onCpu },
);

describe('an hour that ran on the CPU', () => {
  test('would have used the GPU while it was free', () => {
    const { was, would, switches, coveredMs, last } = replay(stream, policy(), anHour);
    expect(coveredMs).toBe(60 * minuteMs);
    expect(was).toEqual({
      ...{ time: [{ ...onCpu, ms: 60 * minuteMs }], switches: 0, missedMs: 0, hotMs: 0 },
    });
    // Taken after a minute of being free, left when half a minute of being late was as dear as a switch.
    expect(time(would)).toEqual({ 'gpu-fp16': 29, 'cpu-int8': 31 });
    expect(would).toMatchObject({ switches: 2, hotMs: 0 });
    expect(switches.map(({ at, choice }) => [(at - begin) / minuteMs, choice.code])).toEqual([
      [1, 'faster'],
      [30, 'deadline'],
    ]);
    expect(last).toMatchObject(onCpu);
  });

  test('pinned to the GPU would have missed the deadline for half of it', () => {
    const pin = { variant: 'gpu-fp16', provider: null };
    const { would } = replay(stream, policy({ pin }), anHour);
    expect(time(would)).toEqual({ 'gpu-fp16': 60 });
    expect(would.missedMs / minuteMs).toBeCloseTo(30, 0);
  });

  test('with the GPU forbidden is what it was', () => {
    const { was, would } = replay(stream, policy({ forbid: ['gpu'] }), anHour);
    expect(would).toEqual(was);
  });
});

test('what the stream itself did on the GPU is taken off where it would not have run there', () => {
  // 75 % of others, and 5 % of 4.8 ms in every 100: below 80 % only without it.
  const shared = trace({ minutes: 10, gpuPercent: 82, ran: onGpu });
  const { was, would } = replay(stream, policy(), shared);
  expect(time(was)).toEqual({ 'gpu-fp16': 10 });
  expect(time(would)).toEqual({ 'gpu-fp16': 10 });
});

test('all that a sample says of the machine reaches the decision', () => {
  const told = machineLoad(begin, 5, { cpuFullPercent: 100, cpuRivals: 9, streams: [running] });
  const figures = Object.keys(told).filter((key) => !notStored.has(key));
  const stored = storedLoad(withSample(null, told, begin));
  expect(Object.keys(stored).sort()).toEqual(figures.sort());
  const crowded = trace({
    minutes: 10,
    gpuPercent: 5,
    ran: onGpu,
    cpuFullPercent: 100,
    cpuRivals: 9,
  });
  const forbid = policy({ forbid: ['gpu'] });
  expect(replay(stream, forbid, crowded).would.missedMs).toBeGreaterThan(5 * minuteMs);
  const calm = trace({ minutes: 10, gpuPercent: 5, ran: onGpu });
  expect(replay(stream, forbid, calm).would.missedMs).toBe(0);
});

test('time of which nothing is stored counts for neither', () => {
  const night = trace(
    { minutes: 10, gpuPercent: 5, ran: onCpu },
    { minutes: 600, gpuPercent: 5, ran: onCpu, isGap: true },
    { minutes: 10, gpuPercent: 5, ran: onCpu },
  );
  const { coveredMs, was } = replay(stream, policy(), night);
  expect(coveredMs).toBe(20 * minuteMs);
  expect(time(was)).toEqual({ 'cpu-int8': 20 });
});

test('heat is left in time; what ran was on the GPU through it', () => {
  const hot = trace(
    { minutes: 5, gpuPercent: 5, ran: onGpu },
    { minutes: 10, gpuPercent: 5, ran: onGpu, headroomC: 4 },
  );
  const { was, would } = replay(stream, policy(), hot);
  expect(was.hotMs).toBe(10 * minuteMs);
  expect(would.hotMs).toBe(minuteMs / 4);
  expect(would.switches).toBe(1);
});

describe('the profiles that were in force', () => {
  const slowGpu = [profile('cpu-int8'), profile('gpu-fp16', { p95Us: 45_000, p50Us: 44_000 })];
  const free = trace({ minutes: 20, gpuPercent: 5, ran: onCpu });
  const after = (
    minutes: number,
    profiles: ProfilesThen['profiles'],
    release: string | null = null,
  ) => ({
    at: begin + minutes * minuteMs,
    ...{ release, profiles },
  });

  test('are replayed with, each over its own time', () => {
    const { would, coveredMs, assumedMs, switches } = replay(stream, policy(), free, [
      after(0, slowGpu),
      after(10, stream.profiles),
    ]);
    expect({ coveredMs, assumedMs }).toEqual({ coveredMs: 20 * minuteMs, assumedMs: 0 });
    // What it would have cost before fades first.
    expect(switches.map(({ at }) => (at - begin) / minuteMs)).toEqual([12.5]);
    expect(time(would)).toEqual({ 'cpu-int8': 12.5, 'gpu-fp16': 7.5 });
  });

  test('are assumed to be the first that are kept, where none is', () => {
    const { would, assumedMs } = replay(stream, policy(), free, [after(10, slowGpu)]);
    expect(assumedMs).toBe(10 * minuteMs);
    expect(time(would)).toEqual({ 'cpu-int8': 20 });
    expect(replay(stream, policy(), free, []).assumedMs).toBe(20 * minuteMs);
  });

  test('are of another release: what waited is begun anew, with what ran then', () => {
    const { would, switches } = replay(stream, policy(), free, [
      after(0, stream.profiles),
      // In the middle of a half minute, which counts as its own.
      after(0.75, stream.profiles, 'a'.repeat(64)),
    ]);
    expect(switches.map(({ at }) => (at - begin) / minuteMs)).toEqual([1.5]);
    expect(time(would)).toEqual({ 'cpu-int8': 1.5, 'gpu-fp16': 18.5 });
  });

  test('while there were none nothing is decided, and it counts for neither', () => {
    const { coveredMs, was } = replay(stream, policy(), free, [
      after(0, stream.profiles),
      after(5, []),
      after(10, stream.profiles),
    ]);
    expect(coveredMs).toBe(15 * minuteMs);
    expect(time(was)).toEqual({ 'cpu-int8': 15 });
  });
});
