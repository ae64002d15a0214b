import {
  notMetered,
  type SwitchReport,
  type VariantProfile,
} from '@lookout/shared/protocol/placement';
import { expect, test } from 'vitest';
import { detailOf, entryOf } from '../placement.fixture.ts';
import { agreementText } from './agreement-text.ts';
import { variantRows } from './variant-rows.ts';
import { waitingText } from './waiting-text.ts';

const profile: Omit<VariantProfile, 'variant' | 'provider'> = {
  ...{ bundle: 'a'.repeat(64), measuredAt: 1, idle: true, p50Us: 40, p95Us: 50 },
  ...notMetered,
  ...{ firstRunUs: 900, peakMemoryBytes: 1_000, usable: 'yes', detail: 'all nodes', auroc: 0.9 },
};

test('what runs stands first, what is missing last, predictions with what they are of', () => {
  const detail = detailOf({
    entry: entryOf({
      running: { variant: 'gpu-fp16', provider: 'cuda' },
      release: { id: 'f'.repeat(64), model: null, version: null },
    }),
    report: {
      ...{
        number: 1,
        release: 'f'.repeat(64),
        running: null,
        by: 'hub',
        since: 1,
        lastSwitch: null,
      },
      profiles: [
        { ...profile, variant: 'cpu-int8', provider: 'cpu' },
        { ...profile, variant: 'gpu-fp16', provider: 'cuda', usable: 'fellBack' },
      ],
      missing: [
        { variant: 'gpu-int8', why: 'the disk is full', isComing: false },
        { variant: 'gpu-fp32', why: 'it is being fetched', isComing: true },
      ],
      ...{ switches: 0, retryAt: null },
    },
    providers: ['cpu', 'cuda'],
    variants: ['cpu-fp32', 'cpu-int8', 'gpu-int8', 'gpu-fp32', 'gpu-trt'].map((name) => ({
      ...{ name, bundle: 'a'.repeat(64), auroc: null },
      providers: [name.startsWith('cpu') ? 'cpu' : name === 'gpu-trt' ? 'tensorrt' : 'cuda'],
    })),
    predicted: [
      { variant: 'cpu-int8', provider: 'cpu', p95Us: 99, idleP95Us: 50, stretch: 2, correction: 1 },
    ],
  });
  const rows = variantRows(detail);
  expect(rows.map(({ variant, runs, usable }) => [variant, runs, usable])).toEqual([
    ['gpu-fp16', true, 'fellBack'],
    ['cpu-int8', false, 'yes'],
    ['cpu-fp32', false, 'measuring'],
    ['gpu-int8', false, 'missing'],
    ['gpu-fp32', false, 'coming'],
  ]);
  expect(rows.map(({ predictedP95Us }) => predictedP95Us)).toEqual([null, 99, null, null, null]);
});

test('conditions that last, the longest first', () => {
  expect(waitingText({}, 9_000)).toBeNull();
  const waiting = { gpuBusy: 4_000, heat: 2_000, 'open:cpu': 1_000, 'mark:left:heat': 500 };
  expect(waitingText(waiting, 9_000)).toBe(
    'Meanwhile it is hot (for 7 s), and others use much of the GPU (for 5 s).',
  );
  expect(waitingText({ 'near:cpu': 1_000 }, 9_000)).toBeNull();
});

test('what a switch was worth', () => {
  const one: SwitchReport = {
    ...{ at: 1, from: { variant: 'a', provider: 'cpu' }, to: { variant: 'b', provider: 'cuda' } },
    ...{ by: 'hub', code: 'faster', reason: 'x', windows: 12, agreement: 1, tookMs: 1_234 },
    maxScoreDifference: 0.046,
  };
  expect(agreementText(one)).toBe(
    'Took 1.2 s; 12 windows judged by both: 100 % alike, scores at most 0.05 apart.',
  );
  expect(agreementText({ ...one, windows: 0, agreement: null })).toBe(
    'Took 1.2 s; no window was judged by both.',
  );
});
