import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { frameBytes } from '@lookout/shared/frame/frame';
import { largestFrameBytes } from '@lookout/shared/frame/frame-file';
import { type FrameSize, ImageError } from '@lookout/shared/frame/image';
import { TableError } from '@lookout/shared/table/table-error';
import { decodeImage } from './decode-image.ts';
import { listFrames, spreadFrames } from './frame-folder.ts';

/** Frames of one folder in the size of a detector, in order of their names. */
export interface Frames {
  readonly folder: string;
  readonly count: number;
  readonly bytes: Uint8Array; // [count, channels, height, width]
  /** Of the SHA-256 of every file, in order. */
  readonly sha256: string;
}

export interface FrameSet {
  readonly size: FrameSize;
  readonly folders: readonly Frames[];
  readonly warnings: readonly string[];
}

/** Frames are kept as bytes, 150 kB for 3×224×224. */
const mostBytes = 256 * 1024 ** 2;
const mostFrames = 2_000;

/** So many frames of a size are taken at most. */
export const mostOf = ({ channels, height, width }: FrameSize): number =>
  Math.max(1, Math.min(mostFrames, Math.floor(mostBytes / (channels * height * width))));

/**
 * Reads folders of frames, stretched to the detector's size. More than `most` are thinned out evenly; a file
 * that is no whole image is left out, and both is told in the warnings.
 * @throws TableError `unreadable`, `empty`
 */
export async function readFrames(
  folders: readonly string[],
  size: FrameSize,
  onFrame: (share: number) => void = () => {},
  most = mostOf(size),
): Promise<FrameSet> {
  const listed = [];
  for (const folder of folders) listed.push(await listFrames(folder));
  const chosen = spreadFrames(listed, most);
  const [found, taken] = [countFiles(listed), countFiles(chosen)];
  const warnings =
    taken < found ? [`of ${found} frames ${taken} are taken, spread evenly over all of them`] : [];
  const sets: Frames[] = [];
  let done = 0;
  for (const { folder, files } of chosen) {
    const { frames, refused } = await readFolder(folder, files, size, () =>
      onFrame(++done / taken),
    );
    sets.push(frames);
    const [first] = refused;
    if (first !== undefined)
      warnings.push(`${folder}: ${refused.length} of ${files.length} files left out; ${first}`);
  }
  return { size, folders: sets, warnings };
}

const countFiles = (folders: readonly { files: readonly string[] }[]): number =>
  folders.reduce((sum, { files }) => sum + files.length, 0);

async function readFolder(
  folder: string,
  files: readonly string[],
  size: FrameSize,
  onFrame: () => void,
): Promise<{ frames: Frames; refused: string[] }> {
  const { channels, height, width } = size;
  const values = channels * height * width;
  const bytes = new Uint8Array(files.length * values);
  const digest = createHash('sha256');
  const refused: string[] = [];
  let count = 0;
  for (const file of files) {
    const read = await readFrame(file, size);
    onFrame();
    if (typeof read === 'string') {
      refused.push(`${file}: ${read}`);
      continue;
    }
    bytes.set(read.frame, count * values);
    digest.update(read.sha256);
    count += 1;
  }
  if (count === 0)
    throw new TableError('empty', `no frame in it can be read: ${refused[0]}`, { file: folder });
  const read = { folder, count, bytes: bytes.subarray(0, count * values) };
  return { frames: { ...read, sha256: digest.digest('hex') }, refused };
}

/** In words why it is none where it is none. */
async function readFrame(
  file: string,
  size: FrameSize,
): Promise<{ frame: Uint8Array; sha256: Buffer } | string> {
  try {
    const { size: sizeBytes } = await stat(file);
    if (sizeBytes > largestFrameBytes)
      return `it has ${sizeBytes} bytes, at most ${largestFrameBytes} are taken`;
    const stored = await readFile(file);
    const frame = frameBytes(await decodeImage(stored), size);
    return { frame, sha256: createHash('sha256').update(stored).digest() };
  } catch (error) {
    if (error instanceof ImageError) return error.message;
    if (error instanceof Error && 'code' in error) return `it cannot be read (${error.code})`;
    throw error;
  }
}
