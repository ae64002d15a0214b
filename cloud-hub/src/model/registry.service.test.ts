import { checkSignature, readPublicKey, signBytes } from '@lookout/shared/bundle/signature';
import { ReleaseDraft as Draft, type ReleaseDraft } from '@lookout/shared/protocol/registry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { zipBundle } from './bundle-zip.ts';
import { newKey, signedList } from './keys/key-files.fixture.ts';
import { registryRooms, testNow, toyFiles } from './registry.fixture.ts';

// Real: PostgreSQL with the room's migrations, Ed25519, bundles whose model is checked.
let rooms: Awaited<ReturnType<typeof registryRooms>>;
beforeAll(async () => {
  rooms = await registryRooms();
});
afterAll(() => rooms.close());

const [root, releaseKey, stranger] = [newKey('root'), newKey('release'), newKey('stranger')];
const yearMs = 365 * 86_400_000;

const registered = async (name = 'toy') =>
  (await rooms.bundles.register(toyFiles({ name }), { by: 'mika' })).id;

const draftOf = async (version: string, part: Partial<ReleaseDraft> = {}): Promise<ReleaseDraft> =>
  Draft.parse({
    model: 'pump',
    version,
    variants: [{ name: 'cpu-fp32', bundle: await registered() }],
    ...part,
  });

const signatureOf = (bytes: Uint8Array, by = releaseKey) => ({
  signatures: signBytes(bytes, [by.key]).signatures,
});

describe('bundles', () => {
  test('are kept once, however they come, and come out as they went in', async () => {
    const files = toyFiles({ name: 'once' });
    const first = await rooms.bundles.registerZip(zipBundle(files), { by: 'mika' });
    expect(first).toMatchObject({ name: 'once', variant: 'fp32', known: false });
    expect(await rooms.bundles.register(files, { by: 'mika' })).toEqual({ ...first, known: true });
    const { bytes } = await rooms.bundles.zip(first.id);
    expect(Buffer.from(bytes).equals(zipBundle(files))).toBe(true);
    expect(await rooms.registry.file(first.id)).toEqual(Buffer.from(files['manifest.json']));
    expect(await rooms.registry.file('0'.repeat(64))).toBeNull();
  });

  test.each([
    ['no ZIP file', () => Buffer.from('hello'), 'not a ZIP file'],
    [
      'an altered model',
      () =>
        zipBundle({
          ...toyFiles(),
          'model.onnx': toyFiles()['model.onnx'].map((byte, i) => (i === 100 ? byte ^ 1 : byte)),
        }),
      'SHA-256',
    ],
    ['the model of another detector', () => zipBundle(withModelOf(2)), 'model.onnx: '],
  ])('that are %s are refused', async (_, zip, words) => {
    await expect(rooms.bundles.registerZip(zip(), { by: 'mika' })).rejects.toMatchObject({
      status: 400,
      code: 'badBundle',
      message: expect.stringContaining(words),
    });
  });

  test('deleted, leave the files that others share', async () => {
    const [a, b] = [await registered('left'), await registered('shared')];
    await rooms.bundles.remove(a);
    await expect(rooms.bundles.zip(a)).rejects.toMatchObject({ code: 'notFound' });
    expect((await rooms.bundles.zip(b)).name).toBe('shared');
    await expect(rooms.bundles.remove(a)).rejects.toMatchObject({ code: 'notFound' });
  });
});

describe('a release', () => {
  test('is drafted once, signed by a key of the list in force, and handed out as it was signed', async () => {
    const release = await rooms.registry.create(await draftOf('1'), 'mika');
    expect(release).toMatchObject({ state: 'draft', inUse: 0, createdBy: 'mika', signedBy: [] });
    expect(release.manifest).toMatchObject({ createdAt: testNow, expiresAt: testNow + yearMs });
    const { bytes } = await rooms.registry.manifest(release.id);
    await expect(rooms.registry.sign(release.id, signatureOf(bytes), 'mika')).rejects.toMatchObject(
      { code: 'noKeyList' },
    );

    await rooms.keys.publish(signedList({ roots: [root], releases: [releaseKey] }), 'mika');
    const signed = await rooms.registry.sign(release.id, signatureOf(bytes), 'mika');
    expect(signed).toMatchObject({
      state: 'signed',
      signedAt: testNow,
      signedBy: [releaseKey.public.id],
    });
    const { document, manifest } = await rooms.registry.release(release.id);
    expect(checkSignature(document, [readPublicKey(releaseKey.public.publicKey)])).toBe('good');
    expect(JSON.parse(Buffer.from(document.bytes, 'base64').toString())).toEqual(manifest);
    expect(await rooms.registry.variantsOf(release.id)).toEqual(manifest.variants);

    const next = await rooms.registry.create(await draftOf('2'), 'mika');
    expect(next.manifest.lineage.parent).toBe(release.id);
    expect((await rooms.registry.list())[0]?.id).toBe(next.id);
    expect((await rooms.registry.resolve('pump@1')).id).toBe(release.id);
    expect((await rooms.registry.resolve(next.id.slice(0, 10))).id).toBe(next.id);
  });

  test.each([
    ['of a version that is taken', { version: '1' }, 409, 'versionTaken'],
    [
      'of a bundle that is not there',
      { variants: [{ name: 'cpu-a', bundle: '0'.repeat(64), evaluation: null }] },
      400,
      'noSuchBundle',
    ],
    ['that would have expired', { expiresAt: testNow }, 400, 'expired'],
    ['after one that is not there', { parent: '0'.repeat(64) }, 400, 'noSuchParent'],
  ])('%s is refused', async (_, part, status, code) => {
    const draft = await draftOf('3', part);
    await expect(rooms.registry.create(draft, 'mika')).rejects.toMatchObject({ status, code });
  });

  test.each([
    [
      'by a key that the list does not name',
      async (bytes: Uint8Array) => signatureOf(bytes, stranger),
      'unknownKey',
    ],
    [
      'over other bytes',
      async (bytes: Uint8Array) => signatureOf(Buffer.concat([bytes, bytes])),
      'badSignature',
    ],
    [
      'good, beside one that is not',
      async (bytes: Uint8Array) => ({
        signatures: [...signatureOf(bytes).signatures, ...signatureOf(bytes, stranger).signatures],
      }),
      'unknownKey',
    ],
  ])('with a signature %s stays a draft', async (name, sign, code) => {
    const { id } = await rooms.registry.create(await draftOf(name), 'mika');
    const { bytes } = await rooms.registry.manifest(id);
    const upload = await sign(bytes);
    await expect(rooms.registry.sign(id, upload, 'mika')).rejects.toMatchObject({
      status: 400,
      code,
    });
    expect((await rooms.registry.get(id)).state).toBe('draft');
  });

  test('that has expired is not signed any more', async () => {
    const { id } = await rooms.registry.create(
      await draftOf('old', { expiresAt: testNow + 1 }),
      'mika',
    );
    rooms.time.now += 1;
    const upload = signatureOf((await rooms.registry.manifest(id)).bytes);
    await expect(rooms.registry.sign(id, upload, 'mika')).rejects.toMatchObject({
      code: 'expired',
    });
  });

  test('counts as a draft again when its key is taken off the list', async () => {
    const { id } = await rooms.registry.create(await draftOf('rotated'), 'mika');
    await rooms.registry.sign(id, signatureOf((await rooms.registry.manifest(id)).bytes), 'mika');
    await rooms.keys.publish(
      signedList({ version: 2, roots: [root], releases: [stranger] }),
      'mika',
    );
    expect((await rooms.registry.get(id)).state).toBe('draft');
    await rooms.registry.sign(
      id,
      signatureOf((await rooms.registry.manifest(id)).bytes, stranger),
      'mika',
    );
    const { state, document } = await rooms.registry.release(id);
    expect([state, document.signatures[0]?.keyId]).toEqual(['signed', stranger.public.id]);
  });

  test('in use is not deleted, nor a bundle of it; then both are', async () => {
    const draft = await draftOf('used', {
      model: 'fan',
      variants: [{ name: 'cpu-a', bundle: await registered('fan'), evaluation: null }],
    });
    const { id } = await rooms.registry.create(draft, 'mika');
    const users = rooms.beside();
    users.uses.add(async () => new Map([[id, { streams: 3, what: '3 streams that run it' }]]));
    expect((await users.registry.get(id)).inUse).toBe(3);
    await expect(users.registry.remove(id)).rejects.toMatchObject({
      code: 'releaseInUse',
      message: 'This release is needed by 3 streams that run it.',
    });
    const bundle = draft.variants[0]?.bundle ?? '';
    await expect(rooms.bundles.remove(bundle)).rejects.toMatchObject({
      code: 'bundleInUse',
      message: 'This bundle is part of the release fan used.',
    });
    await rooms.registry.remove(id);
    await rooms.bundles.remove(bundle);
    await expect(rooms.registry.get(id)).rejects.toMatchObject({ code: 'notFound' });
  });
});

/** Digests that are right, of a model that takes another number of channels. */
function withModelOf(channels: number) {
  const one = { unit: null, mean: 0, sd: 1 };
  const other = toyFiles({
    channels: Array.from({ length: channels }, (_, i) => ({ ...one, name: `c${i}` })),
  });
  const own = toyFiles();
  const manifest = JSON.parse(new TextDecoder().decode(own['manifest.json']));
  manifest.files = JSON.parse(new TextDecoder().decode(other['manifest.json'])).files;
  return { ...other, 'manifest.json': new Uint8Array(Buffer.from(JSON.stringify(manifest))) };
}
