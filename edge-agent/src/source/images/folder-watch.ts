import { type Stats, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { byName } from '@lookout/shared/frame/frame-file';
import { SourceError } from '../source-error.ts';
import { codeOf } from './read-frame.ts';

/** Has the system tell what is written in a folder. @throws Error where it has no watch left to give */
export type BeginWatch = (folder: string, hear: (name: string | null) => void) => Heard;

interface Heard {
  close(): void;
  on(event: 'error', listener: () => void): unknown;
}

/**
 * Which names of a folder were written since the last look. The system tells; a folder of 100,000 files is
 * listed once. A share of another machine does not tell: there the folder is listed when its time changes,
 * and files that are written anew under their old name stay unseen.
 */
export class FolderWatch {
  private watcher: Heard | null = null;
  private folderId = '';
  private seenAtMs = 0;
  /** In the order in which they were last written. */
  private touched = new Set<string>();
  private hasHeard = false;
  /** The folder itself was touched, perhaps removed and made anew in its old place: the watch may be dead. */
  private isShaken = false;
  /** What is there, until the system has shown that it tells. */
  private listed: ReadonlySet<string> | null = null;
  /** The folder had changed at the last look, and nothing was heard of it: the word may be on its way. */
  private isUnheard = false;

  constructor(
    private readonly folder: string,
    private readonly begin: BeginWatch = (path, hear) => watch(path, (_, name) => hear(name)),
  ) {}

  /** What is there now is old. @throws SourceError `fileUnreadable` */
  async open(): Promise<void> {
    this.close();
    const found = await this.look();
    this.seenAtMs = found.mtimeMs;
    this.listen();
    const names = await this.list();
    if (!this.hasHeard) this.listed = new Set(names);
    this.folderId = idOf(found);
  }

  close(): void {
    this.watcher?.close();
    this.watcher = null;
    this.touched.clear();
    this.listed = null;
    this.hasHeard = false;
    this.isUnheard = false;
    this.folderId = '';
  }

  /** Without the system's word the folder's time remains. */
  private listen(): void {
    this.watcher?.close();
    this.watcher = null;
    this.isShaken = false;
    try {
      const watcher = this.begin(this.folder, (name) => this.hear(name));
      watcher.on('error', () => watcher.close());
      this.watcher = watcher;
    } catch {
      // None is left to give.
    }
  }

  /**
   * Names since the last call; removed ones may be among them.
   * @throws SourceError `fileUnreadable`
   */
  async take(): Promise<readonly string[]> {
    const found = await this.look().catch((error: unknown) => {
      this.close();
      throw error;
    });
    if (idOf(found) !== this.folderId) {
      await this.open();
      return [];
    }
    if (this.isShaken) this.listen();
    if (this.touched.size > 0) {
      const names = [...this.touched];
      this.touched.clear();
      this.seenAtMs = found.mtimeMs;
      this.isUnheard = false;
      return names;
    }
    return this.hasHeard ? [] : this.unheard(found.mtimeMs);
  }

  /** The folder has changed and nothing was heard, at two looks. */
  private async unheard(mtimeMs: number): Promise<readonly string[]> {
    if (mtimeMs === this.seenAtMs) return [];
    const again = this.isUnheard;
    this.isUnheard = !again;
    if (!again) return [];
    this.seenAtMs = mtimeMs;
    const names = await this.list();
    const fresh = names.filter((name) => !this.listed?.has(name));
    this.listed = new Set(names);
    return fresh.sort(byName);
  }

  private hear(name: string | null): void {
    if (name === null) return;
    if (name === basename(this.folder)) {
      this.isShaken = true;
      return;
    }
    this.hasHeard = true;
    this.listed = null;
    this.touched.delete(name);
    this.touched.add(name);
  }

  private async look(): Promise<Stats> {
    const found = await stat(this.folder).catch((error: unknown) => {
      throw unreadable(this.folder, codeOf(error));
    });
    if (found.isDirectory()) return found;
    throw unreadable(this.folder, 'it is no folder');
  }

  private async list(): Promise<string[]> {
    return readdir(this.folder).catch((error: unknown) => {
      throw unreadable(this.folder, codeOf(error));
    });
  }
}

const idOf = ({ dev, ino }: Stats): string => `${dev}:${ino}`;

export const unreadable = (folder: string, why: string): SourceError =>
  new SourceError(
    'fileUnreadable',
    'stopped',
    `${folder}: cannot be read (${why}); give the folder that holds the frames, readable for the agent`,
  );
