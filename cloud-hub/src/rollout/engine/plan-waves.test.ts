import { describe, expect, test } from 'vitest';
import { candidate, fleet, manifest } from './candidates.fixture.ts';
import { planWaves } from './plan-waves.ts';
import { planOf } from './simulate.fixture.ts';
import { hash32 } from './spread.ts';
import type { Candidate } from './targets.ts';

const rest = { name: 'rest', members: { kind: 'rest' as const } };
const sizes = (plan: Parameters<typeof planOf>[0], candidates: readonly Candidate[]) =>
  planWaves(planOf(plan), manifest, candidates, 'r1').waves.map(({ members }) => members.length);

describe('who is in which wave', () => {
  const percents = (...given: number[]) => ({
    waves: given.map((percent) => ({
      name: `${percent}`,
      members: { kind: 'percent' as const, percent },
    })),
  });
  test.each([
    ['1 % of 1,000', percents(1), 1000, [10]],
    ['1 % of 30, rounded up', percents(1), 30, [1]],
    ['10 % of 100 twice', percents(10, 10), 100, [10, 10]],
    ['7 % of 100, where floats say 7.000000000000001', percents(7), 100, [7]],
    ['100 % after 50 %', percents(50, 100), 11, [6, 5]],
    ['nobody', percents(50), 0, [0]],
    [
      'a count and the rest',
      { waves: [{ name: 'c', members: { kind: 'count' as const, count: 3 } }, rest] },
      10,
      [3, 7],
    ],
    [
      'a count above the fleet',
      { waves: [{ name: 'c', members: { kind: 'count' as const, count: 30 } }, rest] },
      10,
      [10, 0],
    ],
  ])('%s', (_, plan, count, expected) => expect(sizes(plan, fleet(count))).toEqual(expected));

  test('by site, label and hand', () => {
    const candidates = [
      candidate('a', { site: 'north' }),
      candidate('b', { labels: { line: '2' } }),
      candidate('c'),
      candidate('d', { site: 'north', labels: { line: '2' } }),
      candidate('e'),
    ];
    const plan = planOf({
      waves: [
        {
          name: 'hand',
          members: {
            kind: 'hand',
            assets: [
              { device: 'c', stream: 'main' },
              { device: 'x', stream: 'main' },
            ],
          },
        },
        { name: 'line', members: { kind: 'label', label: 'line', value: '2' } },
        { name: 'north', members: { kind: 'site', sites: ['north'] } },
      ],
    });
    const { waves, left } = planWaves(plan, manifest, candidates, 'r1');
    expect(waves.map(({ members }) => members.map(({ device }) => device).sort())).toEqual([
      ['c'],
      ['b', 'd'],
      ['a'],
    ]);
    expect(left).toEqual([
      {
        device: 'x',
        stream: 'main',
        reason: 'Wave "hand" names it, but it is unknown or not in the target',
      },
      { device: 'e', stream: 'main', reason: 'No wave takes it: end with a wave "rest"' },
    ]);
  });

  test('every target is in one wave or left with a reason, and only once', () => {
    const candidates = [
      ...fleet(50),
      ...fleet(50, { stream: 'second' }),
      candidate('odd', { channels: [] }),
    ];
    const { waves, left } = planWaves(
      planOf({
        waves: [
          { name: 'a', members: { kind: 'percent', percent: 13 } },
          { name: 'b', members: { kind: 'count', count: 40 } },
        ],
      }),
      manifest,
      candidates,
      'r1',
    );
    const all = [...waves.flatMap(({ members }) => members), ...left].map(
      (m) => `${m.device}/${m.stream}`,
    );
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(101);
  });
});

describe('who goes first', () => {
  const first = (rollout: string, candidates: readonly Candidate[]) =>
    planWaves(
      planOf({ waves: [{ name: 'c', members: { kind: 'count', count: 1 } }] }),
      manifest,
      candidates,
      rollout,
    ).waves[0]?.members[0];
  test('is the same for one rollout, and spread over many', () => {
    const names = Array.from({ length: 200 }, (_, i) => first(`rollout-${i}`, fleet(20))?.device);
    expect(first('rollout-7', fleet(20).reverse())?.device).toBe(names[7]);
    expect(new Set(names).size).toBeGreaterThan(15);
  });
  test('is there: away ones follow, never seen ones come last', () => {
    const candidates = [
      candidate('never', { online: false, lastSeenAt: null }),
      candidate('away', { online: false }),
      candidate('there'),
    ];
    for (const rollout of ['r1', 'r2', 'r3', 'r4']) {
      const { waves } = planWaves(planOf(), manifest, candidates, rollout);
      expect(waves[0]?.members.map(({ device, tail }) => [device, tail])).toEqual([
        ['there', false],
        ['away', true],
        ['never', true],
      ]);
    }
  });
  test('the hash fills its 32 bits evenly', () => {
    const low = Array.from({ length: 4096 }, (_, i) => hash32(`r/d${i}`)).filter(
      (h) => h < 2 ** 31,
    );
    expect(low.length).toBeGreaterThan(1900);
    expect(low.length).toBeLessThan(2200);
  });
});

describe('who is left out, and why', () => {
  const reason = (given: Partial<Candidate>, plan: Parameters<typeof planOf>[0] = {}) =>
    planWaves(planOf(plan), manifest, [candidate('d', given)], 'r1').left[0]?.reason;
  test.each<[string, Partial<Candidate>, Parameters<typeof planOf>[0], string | undefined]>([
    ['fits', {}, {}, undefined],
    [
      'unit unknown',
      {
        channels: [
          { name: 'flow', unit: null },
          { name: 'current', unit: 'A' },
        ],
      },
      {},
      undefined,
    ],
    [
      'other unit',
      {
        channels: [
          { name: 'flow', unit: 'm3/h' },
          { name: 'current', unit: null },
        ],
      },
      {},
      "Its channel 1 is flow [m3/h], the release's is flow [l/s]",
    ],
    [
      'other order',
      {
        channels: [
          { name: 'current', unit: null },
          { name: 'flow', unit: 'l/s' },
        ],
      },
      {},
      "Its channel 1 is current, the release's is flow [l/s]",
    ],
    [
      'too few',
      { channels: [{ name: 'flow', unit: 'l/s' }] },
      {},
      'It has 1 channels, the release 2',
    ],
    [
      'no bundle',
      { channels: [] },
      {},
      'It reports no channels yet: it is looked at again when a wave begins',
    ],
    [
      'no provider',
      { providers: ['webgpu'] },
      {},
      'It runs on webgpu, the release needs cuda, cpu',
    ],
    [
      'no gpu for the gpu variant',
      {},
      { variant: 'gpu-fp16' },
      'It runs on cpu, the release needs cuda',
    ],
    [
      'a gpu that its runtime names and the machine has not',
      { unusableProviders: [{ provider: 'cuda', why: 'no CUDA-capable device' }] },
      { variant: 'gpu-fp16' },
      'It runs on cpu, the release needs cuda; cuda is not used: no CUDA-capable device',
    ],
    [
      'unknown variant',
      {},
      { variant: 'cpu-x' },
      'The release has no variant cpu-x, only gpu-fp16, cpu-int8',
    ],
    [
      'never reported',
      { providers: null },
      {},
      'It has never reported what it can run: connect it once',
    ],
    ['runs it', { release: 'a'.repeat(64) }, {}, 'It runs this release already'],
    ['revoked', { revoked: true }, {}, 'The device is revoked'],
  ])('%s', (_, given, plan, expected) => expect(reason(given, plan)).toBe(expected));

  test.each<[string, Partial<Candidate>, Parameters<typeof planOf>[0], string]>([
    ['auto takes the first that fits', { providers: ['cpu', 'cuda'] }, {}, 'gpu-fp16'],
    ['auto without a GPU', {}, {}, 'cpu-int8'],
    [
      'auto with a GPU in name only',
      { unusableProviders: [{ provider: 'cuda', why: 'no CUDA-capable device' }] },
      {},
      'cpu-int8',
    ],
    ['the named one', { providers: ['cpu', 'cuda'] }, { variant: 'cpu-int8' }, 'cpu-int8'],
  ])('variant: %s', (_, given, plan, expected) =>
    expect(
      planWaves(planOf(plan), manifest, [candidate('d', given)], 'r1').waves[0]?.members[0]
        ?.variant,
    ).toBe(expected),
  );

  test.each<[string, Partial<Candidate>, object, boolean]>([
    ['site', { site: 'north' }, { sites: ['north', 'south'] }, true],
    ['other site', {}, { sites: ['north'] }, false],
    ['device', {}, { devices: ['d'] }, true],
    ['other stream', {}, { streams: ['second'] }, false],
    ['all labels', { labels: { a: '1', b: '2' } }, { labels: { a: '1', b: '2' } }, true],
    ['one label of two', { labels: { a: '1' } }, { labels: { a: '1', b: '2' } }, false],
    ['site but not label', { site: 'north' }, { sites: ['north'], labels: { a: '1' } }, false],
  ])('target: %s', (_, given, target, expected) => {
    const { waves, left } = planWaves(planOf({ target }), manifest, [candidate('d', given)], 'r1');
    expect(waves[0]?.members.length).toBe(expected ? 1 : 0);
    expect(left).toEqual([]);
  });
});
