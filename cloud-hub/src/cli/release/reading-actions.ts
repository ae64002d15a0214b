import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import { print } from '../beside-hub.ts';
import { writeNew } from '../keys/key-files.ts';
import { table } from '../table.ts';
import { describeDiff } from './describe-diff.ts';
import { describeRelease } from './describe-release.ts';
import { onRegistry } from './release-store.ts';

export async function listReleases(json: boolean): Promise<void> {
  const all = await onRegistry(({ registry }) => registry.list());
  const lines = all.map(({ id, state, manifest, createdAt }) => [
    `${manifest.model}@${manifest.version}`,
    id.slice(0, 12),
    state,
    manifest.variants.map(({ name }) => name).join(' '),
    new Date(createdAt).toISOString().slice(0, 16),
  ]);
  const header = ['release', 'id', 'state', 'variants', 'made'];
  print(json, all, lines.length === 0 ? 'There are no releases.' : table(header, lines));
}

export async function showRelease(name: string, json: boolean): Promise<void> {
  const release = await resolved(name);
  print(json, release, describeRelease(release));
}

export async function diffOfReleases(a: string, b: string, json: boolean): Promise<void> {
  const diff = await onRegistry(async ({ registry }) =>
    registry.diff((await registry.resolve(a)).id, (await registry.resolve(b)).id),
  );
  print(json, diff, describeDiff(diff));
}

export async function writeManifest(name: string, out: string): Promise<void> {
  const bytes = await onRegistry(async ({ registry }) => {
    const { id } = await registry.resolve(name);
    return (await registry.manifest(id)).bytes;
  });
  await writeNew(out, bytes);
  process.stdout.write(
    `The manifest is in ${out}. "lookout keys sign ${out} --key release.pem --out signature.json" signs it, on any machine.\n`,
  );
}

const resolved = (name: string): Promise<ReleaseSummary> =>
  onRegistry(({ registry }) => registry.resolve(name));
