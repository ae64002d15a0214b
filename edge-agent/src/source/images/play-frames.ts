import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { byName, isUnfinishedFile } from '@lookout/shared/frame/frame-file';
import { Pace, type ReplaySpeed } from '../pace.ts';
import { SourceError } from '../source-error.ts';
import { unreadable } from './folder-watch.ts';
import type { FrameTools } from './frame-tools.ts';
import { codeOf } from './read-frame.ts';

/** @returns in the order in which they are played @throws SourceError `fileUnreadable`, `noFrames` */
export async function listFrames(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw unreadable(folder, codeOf(error));
  });
  const files = names.filter((name) => !isUnfinishedFile(name)).sort(byName);
  if (files.length > 0) return files;
  throw new SourceError('noFrames', 'stopped', `${folder}: there is no file in it`);
}

/**
 * Gives the frames of a folder once, each a period after the one before.
 * @param names what `listFrames` found
 * @throws SourceError `noFrames` where none of them could be taken, `noDecoder`
 */
export async function playFrames(
  names: readonly string[],
  pace: Pace,
  { folder, read: readFrame, clock, listener, rejections, signal }: FrameTools,
): Promise<void> {
  let taken = 0;
  for (const name of names) {
    const path = join(folder, name);
    const read = await readFrame(path);
    if (signal.aborted) return;
    if (read.kind !== 'frame') {
      const why = read.kind === 'gone' ? 'it was removed before its turn' : read.why;
      rejections.reject('badFrame', `${path}: ${why}`);
      continue;
    }
    taken += 1;
    const moment = pace.next(null, clock.now());
    await clock.wait(Math.max(0, moment.at - clock.now()), signal);
    if (signal.aborted) return;
    const settled = listener.onSample({ ...moment, values: read.means, frame: read.frame });
    if (settled !== undefined) await settled;
    if (signal.aborted) return;
  }
  if (taken === 0)
    throw new SourceError('noFrames', 'stopped', `${folder}: no file of it is a frame`);
}

/** @param speed null: the detector's own period */
export const paceOf = (speed: ReplaySpeed | null, periodMs: number, nowMs: number): Pace =>
  new Pace(speed ?? 1, periodMs, nowMs);
