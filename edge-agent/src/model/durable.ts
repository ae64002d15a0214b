import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a folder names is on the disk only after this. */
export async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

/** The file is the old one or the new one at any instant, power loss included. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.new`;
  await using handle: FileHandle = await open(temporary, 'w');
  await handle.writeFile(content);
  await handle.sync();
  await rename(temporary, path);
  await syncFolder(dirname(path));
}
