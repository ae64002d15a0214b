import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { expect, test } from 'vitest';
import { machineLoad, onCpu, onGpu, placementReport, profile } from '../placement.fixture.ts';
import { type Looked, problemsOf } from './problems-of.ts';

const good: Looked = {
  ...{ now: 1_000_000, load: null, streamLoad: null, deadlineUs: 50_000, wishedAt: 0 },
  ...{ report: placementReport(), trouble: null },
  policy: PlacementPolicy.parse({}),
  choice: { ...onCpu, code: 'small', reason: 'Small.' },
  variants: [
    { name: 'cpu-int8', providers: ['cpu'] },
    { name: 'gpu-fp16', providers: ['tensorrt', 'cuda'] },
  ],
  providers: ['cpu', 'cuda'],
};
const trouble = { since: 5_000, text: 'No.', remedy: 'Do.' };
const stream = { stream: 'loop', ...onCpu, p50Us: 1, p95Us: 2, windows: 5 };
const withGpu = (part: Parameters<typeof profile>[1]) => [
  profile('cpu-int8'),
  profile('gpu-fp16', part),
];
const missing = [{ variant: 'gpu-fp16', why: 'the disk is full', isComing: false }];
const coming = [{ variant: 'gpu-fp16', why: 'it is being fetched', isComing: true }];

test.each<[string, Partial<Looked>, [string, RegExp][]]>([
  ['all is well', {}, []],
  ['an older agent', { report: null, choice: null, trouble }, []],
  ['decisions that fail', { trouble }, [['undecided', /^The hub cannot decide: No. Do.$/]]],
  [
    'a provider that lies',
    {
      report: placementReport({
        profiles: withGpu({ usable: 'fellBack', detail: '0 of 9 nodes' }),
      }),
    },
    [['providerLies', /gpu-fp16 on cuda: 0 of 9 nodes/]],
  ],
  [
    'a lost provider, tried again',
    { report: placementReport({ profiles: withGpu({ usable: 'absent' }), retryAt: 5 }) },
    [['providerLost', /gpu-fp16 on cuda/]],
  ],
  [
    'a lost provider beside one that was never there',
    {
      report: placementReport({
        profiles: [
          profile('gpu-fp16', { usable: 'absent' }),
          profile('gpu-fp16', { provider: 'tensorrt', usable: 'absent', p50Us: null }),
        ],
        retryAt: 5,
      }),
    },
    [['providerLost', /gpu-fp16 on cuda is lost, and tried again later: as measured/]],
  ],
  [
    'a provider that was never there',
    { report: placementReport({ profiles: withGpu({ usable: 'absent' }) }) },
    [],
  ],
  [
    'wrong scores, and measured while busy',
    {
      report: placementReport({
        profiles: [
          profile('cpu-int8', { idle: false }),
          profile('gpu-fp16', { usable: 'wrongScore' }),
        ],
      }),
    },
    [
      ['busyProfile', /^cpu-int8 on cpu: measured while .* busy.* choose "Measure again"/],
      ['wrongScore', /gpu-fp16/],
    ],
  ],
  [
    'all measured while busy: one problem',
    {
      report: placementReport({
        profiles: withGpu({ idle: false }).map((one) => ({ ...one, idle: false })),
      }),
    },
    [['busyProfile', /^cpu-int8 on cpu, gpu-fp16 on cuda: measured/]],
  ],
  [
    'a variant that is not there',
    { report: placementReport({ missing }) },
    [['missing', /gpu-fp16 is not on the device: the disk is full/]],
  ],
  ['a variant that is on its way', { report: placementReport({ missing: coming }) }, []],
  [
    'a variant that the device could not run',
    { report: placementReport({ missing }), providers: ['cpu'] },
    [],
  ],
  [
    'late scores',
    { streamLoad: { ...stream, lagP95Us: 61_000 } },
    [['deadlineMissed', /61 ms late \(p95\), 50 ms allowed/]],
  ],
  ['scores in time', { streamLoad: { ...stream, lagP95Us: 50_000 } }, []],
  [
    'something else than was chosen runs for long',
    { choice: { ...onGpu, code: 'faster', reason: '' } },
    [['notFollowed', /It runs cpu-int8 on cpu, not gpu-fp16 on cuda/]],
  ],
  [
    'a release that was taken back: its own bundle runs, and no choice',
    {
      report: placementReport({ release: null, running: null, profiles: [] }),
      choice: { ...onCpu, code: 'onlyOne', reason: '' },
    },
    [],
  ],
  [
    '... or for a moment, while the device follows',
    { choice: { ...onGpu, code: 'faster', reason: '' }, wishedAt: 990_000 },
    [],
  ],
  [
    'a pin to what the release has not',
    { policy: PlacementPolicy.parse({ pin: { variant: 'gpu-int4', provider: null } }) },
    [['pinUnknown', /gpu-int4/]],
  ],
  [
    'a pin to a provider that the device has not',
    { policy: PlacementPolicy.parse({ pin: { variant: 'gpu-fp16', provider: 'tensorrt' } }) },
    [['pinUnknown', /pins gpu-fp16 on tensorrt; the stream has no provider tensorrt/]],
  ],
  [
    'too many switches',
    { choice: { ...onCpu, code: 'capped', reason: 'Six an hour.' } },
    [['capped', /Six/]],
  ],
  [
    'a machine that slows itself down',
    { load: machineLoad(0, 0, { throttled: true }) },
    [['throttled', /slows itself down/]],
  ],
])('%s', (_what, part, expected) => {
  const found = problemsOf({ ...good, ...part });
  expect(found.map(({ code }) => code)).toEqual(expected.map(([code]) => code));
  for (const [i, [, text]] of expected.entries()) expect(found[i]?.text).toMatch(text);
});
