import type { PlacementChoice } from '@lookout/shared/protocol/placement';
import { describe, expect, test } from 'vitest';
import { entryOf } from './placement.fixture.ts';
import { deadlineShare, decidedBy, scopeWords, whyText } from './placement-text.ts';

const gpuChoice: PlacementChoice = {
  ...{ variant: 'gpu-fp16', provider: 'cuda', code: 'faster' },
  reason: 'The GPU is ten times faster.',
};

describe('why', () => {
  test.each([
    ['the reason of what is followed', {}, 'Small enough.'],
    ['no placement', { state: 'unsupported' }, 'Its agent knows of no placement'],
    ['an install', { state: 'installing' }, 'A release is on its way'],
    ['nothing measured', { state: 'unprofiled' }, 'not measured here yet'],
    ['nothing chosen', { choice: null }, 'has not chosen'],
    [
      'a choice on its way',
      { choice: gpuChoice },
      'The hub chose gpu-fp16 on cuda: The GPU is ten',
    ],
    [
      'the guard',
      { choice: gpuChoice, by: 'guard' },
      'The device decided by itself; the hub chose',
    ],
  ] as const)('%s', (_, given, words) => expect(whyText(entryOf(given))).toContain(words));
});

test.each([
  [null, 100, null],
  [50, null, null],
  [50, 0, null],
  [150, 100, 1.5],
])('%s µs of %s', (lagP95Us, deadlineUs, share) =>
  expect(deadlineShare(entryOf({ lagP95Us, deadlineUs }))).toBe(share),
);

test.each([
  [null, 'built in'],
  [{ kind: 'fleet' }, 'the fleet'],
  [{ kind: 'site', site: 'yard' }, 'site yard'],
  [{ kind: 'label', label: 'gpu', value: 'old' }, 'gpu = old'],
  [{ kind: 'device', device: 'cam-1' }, 'cam-1'],
  [{ kind: 'stream', device: 'cam-1', stream: 'gate' }, 'cam-1 / gate'],
] as const)('the policy of %j', (scope, words) => expect(scopeWords(scope)).toBe(words));

const release = { id: 'a'.repeat(64), model: 'pump', version: '2' };
test.each([
  [{ by: null }, null],
  [{ by: 'hub', takenBack: false }, 'chosen by the hub'],
  [{ by: 'guard' }, 'chosen by the device itself'],
  [{ by: 'install', release }, 'as its release was installed'],
  [
    { by: 'install', release, takenBack: true },
    'of the release before, as the newer one was taken back',
  ],
  [{ by: 'install' }, 'of its own configuration'],
  [{ by: 'install', takenBack: true }, 'of its own configuration, as its release was taken back'],
] as const)('whose doing: %j', (given, words) => expect(decidedBy(entryOf(given))).toBe(words));
