import { describe, expect, test } from 'vitest';
import { stretchOf } from './contention.ts';
import { crowded, quiet, type Recording } from './recorded-stress.fixture.ts';

const nothingElse = { cores: 2, cpuPressure: null, cpuClock: 1, otherGpu: null, gpuClock: null };

/** Of every network under every stress: its stretch, predicted and observed. */
const judged = ({ idleUs, cells }: Recording) =>
  cells.flatMap(({ stress, seen, observedUs }) =>
    idleUs.map((idle, network) => ({
      ...{ stress, network },
      predicted: stretchOf('cpu', idle, { ...nothingElse, ...seen }),
      observed: (observedUs[network] ?? Number.NaN) / idle,
    })),
  );

const within = (share: number, of: ReturnType<typeof judged>) =>
  of.filter(({ predicted, observed }) => Math.abs(predicted / observed - 1) <= share).length /
  of.length;

describe('p95 under stress that was recorded', () => {
  test('is predicted within 25 % for seven of eight on a machine that has nothing else to do', () => {
    expect(judged(quiet)).toHaveLength(48);
    expect(within(0.25, judged(quiet))).toBeGreaterThan(7 / 8);
  });

  test('and for two of three (65 %) in a crowd, where it is up to ten times that of an idle machine', () => {
    const all = judged(crowded);
    expect(all).toHaveLength(96);
    expect(Math.max(...all.map(({ observed }) => observed))).toBeGreaterThan(10);
    expect(within(0.25, all)).toBeGreaterThanOrEqual(0.65);
    expect(within(0.5, all)).toBeGreaterThan(0.85);
  });

  test('one busy loop is told from bursts of two, though they use no more of the CPUs', () => {
    const long = judged(quiet).filter(({ network }) => network >= 4);
    const of = (name: string) => long.filter(({ stress }) => stress === name);
    for (const { predicted, observed } of of('1 loop'))
      expect(Math.max(predicted, observed)).toBeLessThan(1.5);
    for (const { predicted, observed } of of('bursts of 2'))
      expect(Math.min(predicted, observed)).toBeGreaterThan(1.7);
  });
});
