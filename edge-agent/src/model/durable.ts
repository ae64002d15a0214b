import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
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

/** The same for small files that must be on the disk before the next line runs. @throws Error of the file system */
export function replaceFileSync(path: string, content: string): void {
  const temporary = `${path}.new`;
  withFile(temporary, 'w', (file) => {
    writeSync(file, content);
    fsyncSync(file);
  });
  renameSync(temporary, path);
  withFile(dirname(path), 'r', fsyncSync);
}

function withFile(path: string, flags: 'r' | 'w', act: (file: number) => void): void {
  const file = openSync(path, flags, 0o600);
  try {
    act(file);
  } finally {
    closeSync(file);
  }
}
