import { signBytes } from '@lookout/shared/bundle/signature';
import type { Assignment } from '@lookout/shared/protocol/signed-documents';
import { expect, test } from 'vitest';
import { newKey, signedList } from '../model/keys/key-files.fixture.ts';
import { believe, followKeys } from './believe.ts';

const [root, other, hub] = [newKey('root'), newKey('other'), newKey('hub')];
const keys = followKeys(null, [signedList({ roots: [root], assignments: [hub.public] })], 1_000);
const asset = { device: 'pump-1', stream: 'loop' };

function judge(part: Partial<Assignment>, by = hub, lastSequence = 0): string {
  const assignment: Assignment = {
    ...{ format: 1, kind: 'assignment', ...asset, sequence: 1, issuedAt: 0, expiresAt: 2_000 },
    ...{ release: null, variant: null, rollout: null, revert: true },
    install: {
      ...{ shadowWindows: 0, trialWindows: 0, maxInstallMs: 1_000, minAgreement: null },
      ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
    },
    ...part,
  };
  const document = signBytes(Buffer.from(JSON.stringify(assignment)), [by.key]);
  const wish = { assignment: document, release: null, hold: false };
  const belief = believe(wish, asset, lastSequence, keys, 1_000);
  return belief.believed ? 'believed' : belief.reason.code;
}

test('an assignment of the hub to this stream, newer than the last and not too late', () => {
  expect(judge({})).toBe('believed');
  expect(judge({}, other)).toBe('unknownKey');
  expect(judge({ device: 'pump-2' })).toBe('wrongDevice');
  expect(judge({ sequence: 3 }, hub, 3)).toBe('older');
  expect(judge({ expiresAt: 1_000 })).toBe('expired');
  expect(judge({ release: 'a'.repeat(64) })).toBe('unsigned');
});

test('the first key list by its own root key, the next ones by a root key of the list before', () => {
  const second = (by: typeof root) => signedList({ version: 2, roots: [other], by: [by] });
  expect(followKeys(keys, [second(root)], 1_000)?.version).toBe(2);
  expect(followKeys(keys, [second(other)], 1_000)?.version).toBe(1);
  expect(followKeys(null, [signedList({ roots: [root], by: [other] })], 1_000)).toBeNull();
});
