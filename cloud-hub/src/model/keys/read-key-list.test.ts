import { signBytes } from '@lookout/shared/bundle/signature';
import { expect, test } from 'vitest';
import { composeKeyList } from './compose-key-list.ts';
import { newKey, signedList } from './key-files.fixture.ts';
import { followKeyList, readKeyList } from './read-key-list.ts';
import { shortestChain } from './shortest-chain.ts';

const [root, next, stranger] = [newKey('root'), newKey('root-2'), newKey('stranger')];
const [release, release2, hub] = [newKey('release'), newKey('release-2'), newKey('hub')];
const first = signedList({ roots: [root], releases: [release] });
const now = 1_000;

const asList = (json: unknown) => signBytes(Buffer.from(JSON.stringify(json)), [root.key]);
const list = readKeyList(first);
const renamed = { ...root.public, id: stranger.public.id };

test.each([
  ['signed by nobody', { ...first, signatures: [] }, 'unsigned'],
  ['signed by a stranger', signedList({ roots: [root], by: [stranger] }), 'unknownKey'],
  [
    'with the signature of another list',
    { ...signedList({ roots: [root] }), signatures: first.signatures },
    'badSignature',
  ],
  ['that has expired', signedList({ roots: [root], expiresAt: now }), 'expired'],
  ['that is no JSON', { bytes: 'aGVsbG8=', signatures: [] }, 'malformed'],
  ['of another kind', asList({ ...list, kind: 'release' }), 'malformed'],
  ['whose id is that of another key', asList({ ...list, rootKeys: [renamed] }), 'malformed'],
  [
    'whose key is none',
    asList({ ...list, releaseKeys: [{ ...release.public, publicKey: 'aGVsbG8=' }] }),
    'malformed',
  ],
])('a first list %s is refused', (_, document, code) => {
  expect(() => followKeyList(document, null, now)).toThrow(expect.objectContaining({ code }));
});

test.each([
  ['of the same version', signedList({ version: 1, roots: [root] }), 'older'],
  [
    'with another root key, without the old one',
    signedList({ version: 2, roots: [next] }),
    'unknownKey',
  ],
  [
    'with another root key, without the new one',
    signedList({ version: 2, roots: [next], by: [root] }),
    'unknownKey',
  ],
])('a next list %s is refused', (_, document, code) => {
  expect(() => followKeyList(document, list, now)).toThrow(expect.objectContaining({ code }));
});

test('a list of both root keys is followed, though the one before has expired', () => {
  const document = signedList({ version: 2, roots: [next], by: [root, next] });
  const before = { ...list, expiresAt: 0 };
  expect(followKeyList(document, before, now).rootKeys).toEqual([next.public]);
});

test('release, assignment and root keys are rotated, each list after the one before', () => {
  const change = { createdAt: now, expiresAt: now + 1 };
  const two = composeKeyList(list, {
    ...change,
    releaseKeys: [release2.public],
    assignmentKeys: [hub.public],
    drop: [release.public.id],
  });
  expect(two).toMatchObject({
    version: 2,
    rootKeys: [root.public],
    releaseKeys: [release2.public],
  });
  const three = composeKeyList(two, {
    ...change,
    rootKeys: [next.public],
    drop: [root.public.id, hub.public.id],
  });
  expect(three).toMatchObject({ version: 3, rootKeys: [next.public], assignmentKeys: [] });
});

test('devices are given the lists that they need to follow, and no more', () => {
  const documents = [
    first,
    signedList({ version: 2, roots: [root], releases: [release2] }),
    signedList({ version: 3, roots: [root], releases: [release] }),
    signedList({ version: 4, roots: [next], by: [root, next] }),
    signedList({ version: 5, roots: [next] }),
    signedList({ version: 6, roots: [next], releases: [release] }),
  ];
  const versions = shortestChain(documents).map((document) => readKeyList(document).version);
  // 4 is believed by the root key of 1; 6 only by that of 4.
  expect(versions).toEqual([1, 4, 6]);
  expect(shortestChain([])).toEqual([]);
});
