import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSignature, readPublicKey } from '@lookout/shared/bundle/signature';
import type { Assignment } from '@lookout/shared/protocol/signed-documents';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registryRooms } from '../registry.fixture.ts';
import { registryBesideHub } from '../registry-beside-hub.ts';
import { newKey, signedList } from './key-files.fixture.ts';

let rooms: Awaited<ReturnType<typeof registryRooms>>;
beforeAll(async () => {
  rooms = await registryRooms();
});
afterAll(() => rooms.close());

const [root, release] = [newKey('root'), newKey('release')];
const assignment: Assignment = {
  ...{ format: 1, kind: 'assignment', device: 'pump-1', stream: 'loop', sequence: 1 },
  ...{ issuedAt: 1, expiresAt: 2, release: null, variant: null, rollout: null, revert: true },
  install: {
    ...{ shadowWindows: 0, trialWindows: 0, maxInstallMs: 1000, minAgreement: null },
    ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
  },
};

test('hubs that start at once make one assignment key together', async () => {
  const [a, b] = await Promise.all([rooms.signer.publicKeys(), rooms.beside().signer.publicKeys()]);
  expect(a).toHaveLength(1);
  expect(b).toEqual(a);
});

test('what keeps devices from believing the hub is told, until nothing does', async () => {
  const { missing } = await rooms.keys.state();
  expect(missing).toContain('no key list');
  await expect(rooms.keys.requireTrusted()).rejects.toMatchObject({ code: 'notTrusted' });
  const strange = signedList({ roots: [root], releases: [release] });
  expect((await rooms.keys.publish(strange, 'mika')).missing).toContain('does not name the key');
  const assignments = await rooms.signer.publicKeys();
  const good = signedList({ version: 2, roots: [root], releases: [release], assignments });
  expect((await rooms.keys.publish(good, 'mika')).missing).toBeNull();
  await rooms.keys.requireTrusted();
  await expect(rooms.keys.publish(good, 'mika')).rejects.toMatchObject({
    status: 409,
    code: 'older',
  });
  expect(await rooms.keys.keyLists()).toEqual([strange, good]);
});

test('the hub signs with a newer key once the list in force names it', async () => {
  const [old] = await rooms.signer.publicKeys();
  rooms.time.now += 1;
  const added = await rooms.signer.addKey();
  const signedBy = async () => (await rooms.signer.sign(assignment)).signatures[0]?.keyId;
  expect(await signedBy()).toBe(old?.id);
  const assignments = await rooms.signer.publicKeys();
  await rooms.keys.publish(signedList({ version: 3, roots: [root], assignments }), 'mika');
  expect(await signedBy()).toBe(added.id);
  const document = await rooms.signer.sign(assignment);
  expect(checkSignature(document, [readPublicKey(added.publicKey)])).toBe('good');
  expect(JSON.parse(Buffer.from(document.bytes, 'base64').toString())).toEqual(assignment);
});

test('a hub that is given a key file signs with that, and makes no other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lookout-key-'));
  const own = newKey('own');
  const assignmentKeyFile = join(folder, 'hub.pem');
  writeFileSync(assignmentKeyFile, own.key.export({ type: 'pkcs8', format: 'pem' }));
  const { signer } = registryBesideHub(rooms, { assignmentKeyFile });
  const { signatures } = await signer.sign(assignment);
  await expect(signer.addKey()).rejects.toMatchObject({ key: 'LOOKOUT_ASSIGNMENT_KEY_FILE' });
  writeFileSync(assignmentKeyFile, 'no key');
  await expect(signer.sign(assignment)).rejects.toMatchObject({ code: 'badConfig' });
  rmSync(folder, { recursive: true });
  expect(signatures.map(({ keyId }) => keyId)).toEqual([own.public.id]);
});
