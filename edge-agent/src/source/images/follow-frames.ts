import { join } from 'node:path';
import { frameEndings, isFrameFile, isUnfinishedFile } from '@lookout/shared/frame/frame-file';
import { SourceError } from '../source-error.ts';
import type { FolderWatch } from './folder-watch.ts';
import type { FrameTools } from './frame-tools.ts';
import { codeOf, type FileState, fileState } from './read-frame.ts';
import { WaitingFrames } from './waiting-frames.ts';

/** Of what was written between two looks, so much is looked at: all but the last frames are left out anyway. */
const mostLooked = 256;
/** Late frames are caught up with, though not at once: the window's grid must tell one from the next. */
const leastPeriod = 0.75;

const lookEveryMs = (periodMs: number): number => Math.min(500, Math.max(10, periodMs / 5));

/** Gives what a camera writes into a folder, at most a frame each period, until it is stopped. */
export class FrameFollower {
  private readonly waiting = new WaitingFrames();
  private isInterrupted = false;
  private dueMs = Number.NEGATIVE_INFINITY;

  /** @param watch open */
  constructor(
    private readonly watch: FolderWatch,
    private readonly tools: FrameTools,
  ) {}

  /** @throws SourceError `noDecoder` */
  async run(): Promise<void> {
    try {
      await this.follow();
    } finally {
      this.watch.close();
    }
  }

  private async follow(): Promise<void> {
    const { clock, periodMs, signal } = this.tools;
    while (!signal.aborted) {
      await clock.wait(lookEveryMs(periodMs), signal);
      if (signal.aborted) break;
      for (const name of (await this.written()).slice(-mostLooked)) await this.offer(name);
      // A clock that was set back does not stop the frames.
      if (this.dueMs - clock.now() > periodMs) this.dueMs = clock.now();
      if (clock.now() >= this.dueMs) await this.giveNext();
    }
  }

  /** A folder that cannot be read is tried again at the next look. */
  private async written(): Promise<readonly string[]> {
    const { listener } = this.tools;
    try {
      const names = await this.watch.take();
      if (this.isInterrupted) listener.onRecovered?.();
      this.isInterrupted = false;
      return names;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      if (!this.isInterrupted)
        listener.onError(new SourceError(error.code, 'interrupted', error.message));
      this.isInterrupted = true;
      return [];
    }
  }

  private async offer(name: string): Promise<void> {
    const { folder, clock } = this.tools;
    if (isUnfinishedFile(name)) return;
    const state = await this.stateOf(name);
    if (state === null) return;
    if (!isFrameFile(name)) {
      this.reject(name, `it is no picture by its name (expected ${frameEndings})`);
      return;
    }
    for (const { name: late, why } of this.waiting.offer(name, state, clock.now()))
      if (why !== null) this.reject(late, why);
      else
        this.tools.rejections.reject(
          'skippedFrame',
          `${join(folder, late)}: left out, frames come faster than the detector takes them ` +
            `(one every ${this.tools.periodMs} ms)`,
        );
  }

  private async stateOf(name: string): Promise<FileState | null> {
    try {
      return await fileState(join(this.tools.folder, name));
    } catch (error) {
      this.reject(name, `it cannot be read (${codeOf(error)})`);
      return null;
    }
  }

  /** The first frame that is whole; one that is still being written has its turn later. */
  private async giveNext(): Promise<void> {
    const { folder, clock, listener, periodMs, signal } = this.tools;
    for (const name of this.waiting.names) {
      const read = await this.tools.read(join(folder, name));
      if (signal.aborted) return;
      const now = clock.now();
      if (read.kind === 'gone') this.waiting.forget(name);
      if (read.kind === 'bad' && this.waiting.fail(name, read.why, now))
        this.reject(name, read.why);
      if (read.kind === 'deadly') this.reject(name, read.why);
      if (read.kind === 'deadly' || read.kind === 'frame') this.waiting.take(name);
      if (read.kind !== 'frame') continue;
      this.dueMs = Math.max(this.dueMs + periodMs, now + leastPeriod * periodMs);
      void listener.onSample({
        ...{ at: Math.round(now), sourceAt: null },
        ...{ values: read.means, frame: read.frame },
      });
      return;
    }
  }

  private reject(name: string, why: string): void {
    this.tools.rejections.reject('badFrame', `${join(this.tools.folder, name)}: ${why}`);
  }
}
