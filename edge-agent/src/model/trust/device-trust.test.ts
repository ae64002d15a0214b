import { readdirSync, writeFileSync } from 'node:fs';
import { readPublicKey } from '@lookout/shared/bundle/signature';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../../test/support/scratch.ts';
import { DeviceTrust } from './device-trust.ts';
import { followKeyLists } from './follow-key-lists.ts';
import { type DeviceTime, judgedTime, raisedFloor } from './judged-time.ts';
import {
  hourMs,
  keyList,
  keys,
  madeAt,
  newKey,
  publicKey,
  release,
  rootKey,
  sign,
  wishFor,
} from './trust.fixture.ts';
import { trustPath } from './trust-file.ts';

const roots = [readPublicKey(rootKey)];
const second = newKey();
const first = sign(keyList(), keys.root);
const turned = keyList({ version: 2, rootKeys: [publicKey(second)], releaseKeys: [] });

test('key lists are followed in the order of their versions, from one root to the next', () => {
  const third = sign(keyList({ version: 3, rootKeys: [publicKey(second)] }), second);
  const { keys: reached, refused } = followKeyLists(null, roots, [
    third,
    sign(turned, keys.root),
    first,
  ]);
  expect(refused).toBeNull();
  expect(reached?.version).toBe(3);
  // What is known changes nothing, and older ones take nothing back.
  expect(followKeyLists(reached, roots, [first, third])).toEqual({ keys: reached, refused: null });
});

test('a device that was given the root keys of a later list begins with that, and goes on from there', () => {
  const later = [readPublicKey(publicKey(second).publicKey)];
  const both = sign(turned, keys.root, second);
  const third = sign(keyList({ version: 3, rootKeys: [publicKey(second)] }), second);
  const { keys: reached, refused } = followKeyLists(null, later, [first, both, third]);
  expect(refused).toBeNull();
  expect(reached?.version).toBe(3);
  // A list that only the old root key has signed says nothing to it.
  const old = followKeyLists(null, later, [first, sign(turned, keys.root)]);
  expect(old).toMatchObject({ keys: null, refused: { code: 'unknownKey' } });
});

test.each([
  ['by nobody', sign(turned), 'unsigned'],
  ['by a stranger', sign(turned, keys.stranger), 'unknownKey'],
  ['only by the key that it brings', sign(turned, second), 'unknownKey'],
  ['as something else', sign(release(), keys.root), 'malformed'],
  ['over other bytes', { ...sign(turned), signatures: first.signatures }, 'badSignature'],
])('a key list signed %s is not followed', (_, document, code) => {
  const { keys: reached, refused } = followKeyLists(null, roots, [first, document]);
  expect(reached?.version).toBe(1);
  expect(refused?.code).toBe(code);
});

test.each<[DeviceTime['clock'], number, number, number, number]>([
  ['synchronized', 100, 50, 100, 100],
  ['synchronized', 100, 150, 150, 150],
  ['unknown', 100, 50, 100, 200],
  ['unsynchronized', 100, 50, 50, 200],
])('with a clock %s at %d and a floor of %d it is %d', (clock, nowMs, floor, is, raised) => {
  const time = { nowMs, clock };
  expect(judgedTime(time, floor)).toBe(is);
  expect(raisedFloor(floor, 200, time)).toBe(raised);
});

function bench(
  dataDir: string,
  rootKeys = [rootKey],
  time: DeviceTime = { nowMs: madeAt, clock: 'unknown' },
) {
  const said: string[] = [];
  const warn = (message: string) => said.push(message);
  const trust = new DeviceTrust({ dataDir, device: 'press-1', rootKeys, time: () => time, warn });
  const judge = (wish: ReturnType<typeof wishFor>) => {
    const verdict = trust.judge(wish, {
      stream: 'loop',
      watched: null,
      providers: ['cpu'],
      unusable: [],
    });
    return 'refused' in verdict ? verdict.refused.reason.code : 'believed';
  };
  return { trust, said, judge };
}
const wish = (sequence: number) => wishFor(release(), { sequence });

test('after a restart an older assignment is refused, and keys that were taken away stay away', async () => {
  await using folder = await scratchFolder();
  const one = bench(folder.path);
  one.trust.hear([first]);
  expect([one.judge(wish(7)), one.judge(wish(6)), one.judge(wish(7))]).toEqual([
    'believed',
    'older',
    'believed',
  ]);
  one.trust.hear([first, sign(turned, keys.root)]);
  const two = bench(folder.path);
  two.trust.hear([first]);
  expect(two.judge(wish(6))).toBe('older');
  expect(two.judge(wish(8))).toBe('unknownKey');
});

test('one that does not fit makes those before it old as well', async () => {
  await using folder = await scratchFolder();
  const { trust, judge } = bench(folder.path);
  trust.hear([first]);
  expect(judge(wishFor(release(), { sequence: 9, variant: 'gpu-none' }))).toBe('malformed');
  expect(judge(wish(8))).toBe('older');
});

test('a clock that is not set cannot make an expired assignment good', async () => {
  await using folder = await scratchFolder();
  const { trust, judge } = bench(folder.path, [rootKey], { nowMs: 0, clock: 'unsynchronized' });
  trust.hear([sign(keyList({ createdAt: madeAt + 20 * hourMs }), keys.root)]);
  expect(judge(wish(1))).toBe('expired');
});

test('a damaged file is set aside, said, and the configured roots remain', async () => {
  await using folder = await scratchFolder();
  writeFileSync(trustPath(folder.path), '{"format":1,');
  const { trust, said, judge } = bench(folder.path);
  expect(said.join()).toContain('trust.rootKeys');
  expect(readdirSync(folder.path)).toEqual([`trust.json.damaged-${madeAt}`]);
  trust.hear([first]);
  expect(judge(wish(1))).toBe('believed');
});

test('other roots in the configuration begin the key lists anew, not the numbers', async () => {
  await using folder = await scratchFolder();
  const one = bench(folder.path);
  one.trust.hear([first]);
  one.judge(wish(7));
  const two = bench(folder.path, [publicKey(second).publicKey]);
  expect(two.judge(wish(8))).toBe('unknownKey');
  two.trust.hear([sign(keyList(), second)]);
  expect(two.judge(wish(6))).toBe('older');
});

test('a device without roots believes nothing', async () => {
  await using folder = await scratchFolder();
  const { trust, judge } = bench(folder.path, []);
  trust.hear([first]);
  expect(judge(wish(1))).toBe('unknownKey');
});
