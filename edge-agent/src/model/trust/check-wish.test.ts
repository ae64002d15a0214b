import type { ReleaseWish } from '@lookout/shared/protocol/signed';
import { expect, test } from 'vitest';
import { checkWish, type WishContext } from './check-wish.ts';
import {
  assignment,
  channels,
  hourMs,
  keyList,
  keys,
  madeAt,
  release,
  sign,
  wishFor,
} from './trust.fixture.ts';

const watched = {
  channels,
  periodMs: 500,
  windowLength: 16,
  anyPeriod: false,
  anyWindowLength: false,
};
const context: WishContext = {
  ...{ device: 'press-1', stream: 'loop', watched, providers: ['cpu'], unusable: [] },
  ...{ hasRoots: true, keys: keyList(), timeMs: madeAt + hourMs, taken: null },
};
const good = wishFor(release());
const idOf = (wish: ReleaseWish, around = context): string => {
  const verdict = checkWish(wish, around);
  return 'believed' in verdict ? verdict.believed.assignmentId : verdict.refused.assignmentId;
};

test('a wish that is signed, new and fits is believed', () => {
  expect(checkWish(good, context)).toMatchObject({
    believed: {
      assignment: { sequence: 5 },
      release: { version: '2' },
      variant: { name: 'cpu-int8' },
    },
  });
});

test("without a release it is the device's own bundle", () => {
  const wish = { assignment: sign(assignment(), keys.assignment), release: null, hold: false };
  expect(checkWish(wish, context)).toMatchObject({
    believed: { releaseId: null, release: null, variant: null },
  });
});

test('the same assignment again is the same one, though it has expired meanwhile', () => {
  const taken = { sequence: 5, id: idOf(good) };
  const later = { ...context, taken, timeMs: madeAt + 11 * hourMs };
  expect(checkWish(good, later)).toHaveProperty('believed');
  expect(checkWish(good, { ...later, taken: null })).toHaveProperty(
    'refused.reason.code',
    'expired',
  );
});

const tampered = { ...good.assignment, bytes: sign(assignment({ sequence: 9 })).bytes };
const two = [...channels].reverse();
const inputOf = (change: object) => release({ input: { ...release().input, ...change } });
test.each<[string, ReleaseWish, Partial<WishContext>, string, string]>([
  ['no root configured', good, { hasRoots: false }, 'unknownKey', 'trust.rootKeys'],
  ['no key list', good, { keys: null }, 'unknownKey', 'key list'],
  ['an expired key list', good, { timeMs: madeAt + 1001 * hourMs }, 'expired', 'key list 1'],
  [
    'an unsigned assignment',
    { ...good, assignment: sign(assignment()) },
    ...[{}, 'unsigned', 'assignment'],
  ] as [string, ReleaseWish, object, string, string],
  ['a tampered assignment', { ...good, assignment: tampered }, {}, 'badSignature', 'assignment'],
  [
    'an assignment that the release key has signed',
    { ...good, assignment: sign(assignment(), keys.release) },
    {},
    'unknownKey',
    'assignment',
  ],
  [
    'another document in its place',
    { ...good, assignment: sign(release(), keys.assignment) },
    {},
    'malformed',
    'assignment',
  ],
  [
    'that of another device',
    wishFor(release(), { device: 'press-2' }),
    {},
    'wrongDevice',
    'press-2/loop',
  ],
  [
    'that of another stream',
    wishFor(release(), { stream: 'other' }),
    {},
    'wrongDevice',
    'press-1/other',
  ],
  ['an older one', good, { taken: { sequence: 6, id: '0'.repeat(64) } }, 'older', '6'],
  [
    'another one of the same number',
    good,
    { taken: { sequence: 5, id: '0'.repeat(64) } },
    'older',
    '5',
  ],
  ['an expired assignment', good, { timeMs: madeAt + 11 * hourMs }, 'expired', 'assignment'],
  ['no release with it', { ...good, release: null }, {}, 'malformed', 'release'],
  [
    'another release',
    { ...good, release: sign(release({ version: '3' }), keys.release) },
    {},
    'digest',
    'assigned',
  ],
  ['an unsigned release', wishFor(release(), {}, sign(release())), {}, 'unsigned', 'release'],
  [
    'a release that a stranger has signed',
    wishFor(release(), {}, sign(release(), keys.stranger)),
    {},
    'unknownKey',
    'release',
  ],
  [
    'a release whose key was taken from the list',
    good,
    { keys: keyList({ releaseKeys: [] }) },
    'unknownKey',
    'no longer',
  ],
  ['an expired release', wishFor(release({ expiresAt: madeAt + 1 })), {}, 'expired', 'press 2'],
  [
    'a variant that is not in it',
    wishFor(release(), { variant: 'gpu-fp16' }),
    {},
    'malformed',
    'gpu-fp16',
  ],
  ['no provider for it', good, { providers: ['webgpu'] }, 'incompatible', 'webgpu'],
  [
    'a provider that the machine does not run',
    good,
    { providers: ['webgpu'], unusable: [{ provider: 'cpu', why: 'no adapter' }] },
    'incompatible',
    'this device has webgpu, and cannot use cpu: no adapter',
  ],
  ['other channels', wishFor(inputOf({ channels: two })), {}, 'incompatible', '"flow"'],
  [
    'fewer channels',
    wishFor(inputOf({ channels: channels.slice(0, 1) })),
    {},
    'incompatible',
    'not there',
  ],
  [
    'another unit',
    wishFor(inputOf({ channels: [{ name: 'pressure', unit: 'psi' }, channels[1]] })),
    {},
    'incompatible',
    'psi',
  ],
  ['another period', wishFor(inputOf({ periodMs: 250 })), {}, 'incompatible', '250 ms'],
  ['another window', wishFor(inputOf({ windowLength: 8 })), {}, 'incompatible', '8 rows'],
])('%s is refused', (_, wish, change, code, words) => {
  const verdict = checkWish(wish, { ...context, ...change });
  expect(verdict).toMatchObject({
    refused: { reason: { code, text: expect.stringContaining(words) } },
  });
});

test('another period or window is taken where the source allows it, any channel where none runs', () => {
  const wish = wishFor(inputOf({ periodMs: 250, windowLength: 8 }));
  const any = { ...watched, anyPeriod: true, anyWindowLength: true };
  expect(checkWish(wish, { ...context, watched: any })).toHaveProperty('believed');
  expect(checkWish(wish, { ...context, watched: null })).toHaveProperty('believed');
});
