import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import { expect, test } from 'vitest';
import { profile } from '../placement.fixture.ts';
import { type GovernedStream, warningsOf } from './warnings.ts';

const file = { sha256: 'a'.repeat(64), sizeBytes: 1 };
const variant = (name: string, providers: readonly string[]) => ({
  ...{ name, bundle: 'b'.repeat(64), providers, evaluation: null },
  files: {
    ...{ 'manifest.json': file, 'model.onnx': file, 'golden.json': file, 'baselines.json': file },
  },
  thresholds: { raiseLevel: 1, clearLevel: 0.5, falseAlarmRate: 0.01, alarmsPerDay: null },
});
const manifestOf = (...variants: ReturnType<typeof variant>[]): ReleaseManifest =>
  ReleaseManifest.parse({
    ...{ format: 1, kind: 'release', model: 'pump', version: '1', note: '', createdAt: 1 },
    ...{ expiresAt: 2, variants },
    input: { kind: 'series', windowLength: 2, periodMs: 1, channels: [{ name: 'p', unit: null }] },
    lineage: { parent: null, job: null, stages: [], data: [] },
  });
const cpu = variant('cpu-int8', ['cpu']);
const gpu = variant('gpu-fp16', ['tensorrt', 'cuda']);

const stream = (i: number, part: Partial<GovernedStream> = {}): GovernedStream => ({
  ...{ device: `pump-${i}`, stream: 'loop', strideMs: 100, isPlaced: true },
  ...{ providers: ['cpu', 'cuda'], manifest: manifestOf(cpu), profiles: [] },
  ...part,
});
const pinned = { pin: { variant: 'gpu-fp16', provider: null } };

test.each<[string, object, GovernedStream[], string[]]>([
  ['a policy like any other', {}, [stream(1)], []],
  ['a pin to what is there', pinned, [stream(1, { manifest: manifestOf(cpu, gpu) })], []],
  [
    'a pin to what one release has not',
    pinned,
    [stream(1), stream(2, { manifest: manifestOf(cpu, gpu) })],
    ['pump-1/loop has a release without the variant gpu-fp16: the pin does nothing there.'],
  ],
  [
    'a pin to what many releases have not',
    pinned,
    [1, 2, 3, 4, 5].map((i) => stream(i)),
    [
      'Each of 5 streams (pump-1/loop, pump-2/loop, pump-3/loop and 2 more) has a release without the variant gpu-fp16: the pin does nothing there.',
    ],
  ],
  [
    'a pin to a provider that the variant is not made for',
    { pin: { variant: 'cpu-int8', provider: 'cuda' } },
    [stream(1, { providers: ['cpu', 'cuda'] })],
    ['pump-1/loop has a release whose cpu-int8 is not made for cuda: the pin does nothing there.'],
  ],
  ['a pin where nothing is known yet', pinned, [stream(1, { manifest: null })], []],
  [
    'a pin to what some cannot run, each for its own reason',
    pinned,
    [
      stream(1, { manifest: manifestOf(cpu, gpu), providers: ['cpu'] }),
      stream(2),
      stream(3, { manifest: null, profiles: [profile('cpu-int8')] }),
    ],
    [
      'pump-1/loop has no provider that gpu-fp16 is made for (tensorrt, cuda): the pin does nothing there.',
      'pump-2/loop has a release without the variant gpu-fp16: the pin does nothing there.',
      'pump-3/loop runs the bundle of its own configuration, in which gpu-fp16 is not: the pin does nothing there.',
    ],
  ],
  [
    'all variants forbidden',
    { forbid: ['cpu'] },
    [stream(1), stream(2, { manifest: manifestOf(cpu, gpu) })],
    ['pump-1/loop has a release whose variants are all forbidden: one of them runs all the same.'],
  ],
  [
    'an older agent',
    {},
    [stream(1, { isPlaced: false })],
    ['pump-1/loop runs an agent that knows of no placement, and stays with what was assigned.'],
  ],
  [
    'nobody',
    {},
    [],
    ['Nothing is governed by it now: no stream is in fleet, or each has a more specific policy.'],
  ],
])('%s', (_what, part, streams, warnings) => {
  const policy = PlacementPolicy.parse(part);
  expect(warningsOf({ scope: { kind: 'fleet' }, policy }, streams)).toEqual(warnings);
});
