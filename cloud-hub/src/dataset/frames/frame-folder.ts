import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  byName,
  frameEndings,
  isFrameFile,
  isUnfinishedFile,
} from '@lookout/shared/frame/frame-file';
import { TableError } from '@lookout/shared/table/table-error';

/** Frames of a folder in order of their names, as a camera numbers or dates them. */
export interface FrameFolder {
  readonly folder: string;
  readonly files: readonly string[];
}

/** Whether all that is named is a folder; files among them are tables, and are told so where they are read. */
export async function areFolders(paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (!found?.isDirectory()) return false;
  }
  return paths.length > 0;
}

/** @throws TableError `unreadable`, `empty` */
export async function listFrames(folder: string): Promise<FrameFolder> {
  const names = await readdir(folder).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new TableError('unreadable', `cannot be read (${code})`, { file: folder });
  });
  const files = names.filter((name) => isFrameFile(name) && !isUnfinishedFile(name)).sort(byName);
  if (files.length > 0) return { folder, files: files.map((name) => join(folder, name)) };
  throw new TableError('empty', `no frame is in it: expected files of ${frameEndings}`, {
    file: folder,
  });
}

/** So many of them, the same share of each folder, spread evenly from the first to the last. */
export function spreadFrames(folders: readonly FrameFolder[], most: number): FrameFolder[] {
  const total = folders.reduce((sum, { files }) => sum + files.length, 0);
  if (total <= most) return [...folders];
  return folders.map(({ folder, files }) => {
    const count = Math.max(1, Math.floor((files.length * most) / total));
    const chosen = Array.from(
      { length: count },
      (_, i) => files[Math.floor((i * files.length) / count)] ?? '',
    );
    return { folder, files: chosen };
  });
}
