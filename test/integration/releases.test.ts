import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyState } from '@lookout/shared/protocol/keys';
import { RegisteredBundle, ReleaseList, ReleaseSummary } from '@lookout/shared/protocol/registry';
import { ReleaseDiff } from '@lookout/shared/protocol/release-diff';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zipBundle } from '../../cloud-hub/src/model/bundle-zip.ts';
import { toyFiles } from '../../cloud-hub/src/model/registry.fixture.ts';
import { runCommand } from '../support/cli.ts';
import type { TestHub } from '../support/hub.ts';
import { hubBesideCli } from '../support/hub-beside-cli.ts';
import type { Session } from '../support/session.ts';
import { writeToyBundle } from '../support/toy-bundle.ts';

// Real: a hub, its PostgreSQL, and the command line beside it and without it.
let beside: Awaited<ReturnType<typeof hubBesideCli>>;
let hub: TestHub;
let session: Session;
beforeAll(async () => {
  beside = await hubBesideCli();
  ({ hub, session } = beside);
});
afterAll(() => beside?.stop());

const at = (name: string) => join(beside.folder, name);
const channels = [{ name: 'pressure', unit: 'bar', mean: 4, sd: 0.5 }];
/** On a machine that knows of no hub. */
const offline = (...args: string[]) =>
  runCommand('lookout', args, { DATABASE_URL: 'postgres://127.0.0.1:9/none' });
const good = async (run: ReturnType<typeof runCommand>) => {
  const { code, stdout, stderr } = await run;
  expect(code, stderr).toBe(0);
  return stdout;
};

async function call(method: string, path: string, body?: Uint8Array | object) {
  const isZip = body instanceof Uint8Array;
  const answer = await fetch(hub.url + path, {
    method,
    headers: {
      ...{ cookie: session.cookie, origin: hub.url },
      ...(body !== undefined && { 'content-type': isZip ? 'application/zip' : 'application/json' }),
    },
    ...(body !== undefined && { body: isZip ? Buffer.from(body) : JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const json = answer.headers.get('content-type')?.includes('json') ?? false;
  return { status: answer.status, bytes, json: json ? JSON.parse(bytes.toString()) : null };
}

test('from nothing to a signed release in two commands', async () => {
  writeToyBundle(at('pump'), { channels });
  const init = await good(beside.lookout('keys', 'init', at('keys')));
  expect(init).toContain('trust:');
  expect((await stat(at('keys/root.pem'))).mode & 0o777).toBe(0o600);
  const state = KeyState.parse((await call('GET', '/api/keys')).json);
  expect(state.missing).toBeNull();

  const variant = `cpu-int8=${at('pump')}`;
  const named = ['--model', 'pump', '--version', '1.0', '--variant', variant];
  const created = await good(
    beside.lookout('release', 'create', ...named, '--sign', at('keys/release.pem')),
  );
  expect(created).toContain('pump 1.0 is signed.');
  const { releases } = ReleaseList.parse((await call('GET', '/api/releases')).json);
  expect(releases.map(({ state }) => state)).toEqual(['signed']);

  const device = JSON.parse(
    await good(beside.lookout('device', 'add', 'pump-1', '--site', 'a', '--json')),
  );
  expect(device.rootKeys).toEqual(state.lists[0]?.list.rootKeys.map(({ publicKey }) => publicKey));
});

test('a release made on the page is signed on a machine that knows of no hub', async () => {
  const zip = zipBundle(toyFiles({ name: 'second' }));
  const bundle = RegisteredBundle.parse((await call('POST', '/api/bundles', zip)).json);
  const variants = [{ name: 'cpu-int8', bundle: bundle.id }];
  const draft = await call('POST', '/api/releases', { model: 'pump', version: '1.1', variants });
  const { id, state } = ReleaseSummary.parse(draft.json);
  expect(state).toBe('draft');

  await good(beside.lookout('release', 'manifest', 'pump@1.1', '--out', at('pump.json')));
  expect((await call('GET', `/api/releases/${id}/manifest`)).bytes).toEqual(
    await readFile(at('pump.json')),
  );
  const signature = await good(
    offline('keys', 'sign', at('pump.json'), '--key', at('keys/release.pem')),
  );
  const signed = await call('PUT', `/api/releases/${id}/signature`, JSON.parse(signature));
  expect(ReleaseSummary.parse(signed.json).state).toBe('signed');

  const { releases } = ReleaseList.parse((await call('GET', '/api/releases')).json);
  const diff = await call('GET', `/api/releases/${releases[1]?.id}/diff/${id}`);
  expect(ReleaseDiff.parse(diff.json).variants[0]?.change).toBe('changed');
  expect(await good(beside.lookout('release', 'diff', 'pump@1.0', 'pump@1.1'))).toContain(
    '~ cpu-int8',
  );
  expect((await call('DELETE', `/api/bundles/${bundle.id}`)).json).toMatchObject({
    code: 'bundleInUse',
  });
  expect((await call('DELETE', `/api/releases/${id}`)).status).toBe(204);
  expect((await call('DELETE', `/api/bundles/${bundle.id}`)).status).toBe(204);
});

test('release and root keys are rotated without a hub, and published', async () => {
  await good(beside.lookout('keys', 'show', '--out', at('now.json')));
  await good(offline('keys', 'new', '--kind', 'root', '--out', at('root-2.pem')));
  await good(offline('keys', 'new', '--out', at('release-2.pem')));
  const next = [
    ...['keys', 'list-new', '--after', at('now.json'), '--drop', 'root', 'release'],
    ...['--root', at('root-2.pem'), '--release', at('release-2.pem'), '--out', at('next.json')],
  ];
  const alone = await offline(...next, '--sign', at('root-2.pem'));
  expect(alone).toMatchObject({ code: 1, stderr: expect.stringContaining('the list before') });
  await good(offline(...next, '--sign', at('keys/root.pem'), at('root-2.pem')));
  await good(beside.lookout('keys', 'publish', at('next.json')));

  // The old release key counts no more, so the release waits for the new one.
  expect(await good(beside.lookout('release', 'list'))).toContain('draft');
  const old = await beside.lookout('release', 'sign', 'pump@1.0', '--key', at('keys/release.pem'));
  expect(old).toMatchObject({ code: 1, stderr: expect.stringContaining('is no release key') });
  expect(
    await good(beside.lookout('release', 'sign', 'pump@1.0', '--key', at('release-2.pem'))),
  ).toContain('signed');
});

test.each([
  ['keys', ['new', '--out', 'release-2.pem'], 'is there already'],
  ['keys', ['sign', 'next.json', '--key', 'release-2.pem'], 'no manifest of a release'],
  ['keys', ['publish', 'now.json'], 'Its version is 1, that of the list in force 2'],
  ['keys', ['init', 'more'], 'list-new'],
  [
    'release',
    ['create', '--model', 'a', '--version', '1', '--variant', 'cpu-a=none'],
    'neither a folder',
  ],
  [
    'release',
    ['create', '--model', 'pump', '--version', '1.0', '--variant', 'cpu-a=pump'],
    'never changes',
  ],
  ['release', ['show', 'nothing@1'], 'There is no release'],
])('lookout %s %j says what is wrong', async (command, args, words) => {
  const paths = ['release-2.pem', 'next.json', 'now.json', 'more'];
  const full = args.map((arg) =>
    paths.includes(arg) ? at(arg) : arg.replace('=pump', `=${at('pump')}`),
  );
  expect(await beside.lookout(command, ...full)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(words),
  });
});
