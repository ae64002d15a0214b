import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signBytes } from '@lookout/shared/bundle/signature';
import type { KeyList } from '@lookout/shared/protocol/signed-documents';
import { composeKeyList } from '../../model/keys/compose-key-list.ts';
import type { KeyService } from '../../model/keys/key.service.ts';
import { publicKeyOf } from '../../model/keys/public-key.ts';
import { newKeyFile, readPrivateKey } from './key-files.ts';

export const usualDays = 730;
const dayMs = 86_400_000;

export const initialFiles = (dir: string) => ({
  root: join(dir, 'root.pem'),
  release: join(dir, 'release.pem'),
  list: join(dir, 'keys-1.json'),
});

/**
 * A root key and a release key in a folder, and the first key list, which names them and the hub's own key,
 * published. Keys that lie there already, of a run that was cut short, are used.
 * @throws CliError, Problem
 */
export async function initKeys(
  dir: string,
  keys: Pick<KeyService, 'state' | 'publish'>,
  { now, by, days = usualDays }: { now: number; by: string; days?: number },
): Promise<KeyList> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const files = initialFiles(dir);
  const keyIn = (path: string) => (existsSync(path) ? readPrivateKey(path) : newKeyFile(path));
  const [root, release] = [await keyIn(files.root), await keyIn(files.release)];
  const { assignmentKeys } = await keys.state();
  const list = composeKeyList(null, {
    rootKeys: [publicKeyOf(root, 'root')],
    releaseKeys: [publicKeyOf(release, 'release')],
    assignmentKeys: assignmentKeys.map(({ id, name, publicKey }) => ({ id, name, publicKey })),
    createdAt: now,
    expiresAt: now + days * dayMs,
  });
  const document = signBytes(Buffer.from(`${JSON.stringify(list, null, 2)}\n`), [root]);
  await keys.publish(document, by);
  await writeFile(files.list, `${JSON.stringify(document, null, 2)}\n`);
  return list;
}
