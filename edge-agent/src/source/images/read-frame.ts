import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { colorMeans, frameBytes, frameValues } from '@lookout/shared/frame/frame';
import { frameEndings, isFrameFile, largestFrameBytes } from '@lookout/shared/frame/frame-file';
import { type FrameSize, ImageError } from '@lookout/shared/frame/image';
import { type Decode, NoDecoderError } from './decoder.ts';

export type FrameRead =
  | {
      readonly kind: 'frame';
      readonly frame: Float32Array<ArrayBuffer>; // [channels, height, width], from 0 to 1
      readonly means: readonly number[]; // [channels]
    }
  /** Removed meanwhile. */
  | { readonly kind: 'gone' }
  /** @param why in words, without the file */
  | { readonly kind: 'bad'; readonly why: string }
  /** Nothing but bitmaps can be read on this machine. */
  | { readonly kind: 'noDecoder'; readonly why: string };

/** Which contents a file had: another writing of it is another frame. */
export interface FileState {
  readonly mtimeMs: number;
  readonly sizeBytes: number;
}

/** Null: it is not there, or no file. @throws Error of the disk, with a `code` */
export async function fileState(path: string): Promise<FileState | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? { mtimeMs: found.mtimeMs, sizeBytes: found.size } : null;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Reads a picture and stretches it to the detector's size. Whatever the file is, this does not throw. */
export async function readFrame(path: string, size: FrameSize, decode: Decode): Promise<FrameRead> {
  if (!isFrameFile(basename(path)))
    return { kind: 'bad', why: `it is no picture by its name (expected ${frameEndings})` };
  try {
    const state = await fileState(path);
    if (state === null) return { kind: 'gone' };
    if (state.sizeBytes > largestFrameBytes)
      return { kind: 'bad', why: `it has ${state.sizeBytes} bytes, at most ${largestFrameBytes}` };
    const bytes = frameBytes(await decode(await readFile(path)), size);
    return { kind: 'frame', frame: frameValues(bytes), means: colorMeans(bytes, size.channels) };
  } catch (error) {
    if (isGone(error)) return { kind: 'gone' };
    if (error instanceof NoDecoderError) return { kind: 'noDecoder', why: error.message };
    if (error instanceof ImageError) return { kind: 'bad', why: error.message };
    return { kind: 'bad', why: `it cannot be read (${codeOf(error)})` };
  }
}

const isGone = (error: unknown): boolean => codeOf(error) === 'ENOENT';

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
