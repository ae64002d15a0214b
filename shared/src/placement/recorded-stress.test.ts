import { describe, expect, test } from 'vitest';
import { stretchOf } from './contention.ts';
import { alone, crowdOfPrograms, quiet, type Recording } from './recorded-stress.fixture.ts';

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

type Judged = ReturnType<typeof judged>[number];

const countWithin = (share: number, of: readonly Judged[]) =>
  of.filter(({ predicted, observed }) => Math.abs(predicted / observed - 1) <= share).length;

/** Idle p95 taken for it. */
const unmoved = (of: readonly Judged[]) => of.map((one) => ({ ...one, predicted: 1 }));

describe('p95 under stress that was recorded', () => {
  test.each([
    ['on a machine that has nothing else to do', alone, 96, 89, 71],
    ['on one that others use a little', quiet, 48, 41, 27],
    [
      'in a crowd, where it is up to ten times that of an idle machine',
      crowdOfPrograms,
      96,
      66,
      35,
    ],
  ])('%s is predicted within 25 %%', (_, recording, cells, within, withoutModel) => {
    const all = judged(recording);
    expect(all).toHaveLength(cells);
    expect(countWithin(0.25, all)).toBeGreaterThanOrEqual(within);
    expect(countWithin(0.25, unmoved(all))).toBe(withoutModel);
  });

  test('each network and each stress is, for two of three at the least, on a machine to itself', () => {
    const all = judged(alone);
    for (const of of ['network', 'stress'] as const)
      for (const group of Map.groupBy<string | number, Judged>(all, (one) => one[of]).values())
        expect(countWithin(0.25, group) / group.length).toBeGreaterThanOrEqual(2 / 3);
  });

  test('four loops of one program are not felt more than two', () => {
    const longest = judged(alone).filter(({ network }) => network === 5);
    const of = (name: string) => longest.filter(({ stress }) => stress === name);
    for (const { predicted, observed } of [...of('2 loops'), ...of('4 loops')])
      expect(Math.abs(predicted / observed - 1)).toBeLessThan(0.1);
  });

  test('one busy loop is told from bursts of two, though they use no more of the CPUs', () => {
    const long = judged(alone).filter(({ network }) => network >= 4);
    const of = (name: string) => long.filter(({ stress }) => stress === name);
    for (const { predicted, observed } of of('1 loop'))
      expect(Math.max(predicted, observed)).toBeLessThan(1.1);
    for (const { predicted, observed } of of('bursts of 2'))
      expect(Math.min(predicted, observed)).toBeGreaterThan(1.35);
  });
});
