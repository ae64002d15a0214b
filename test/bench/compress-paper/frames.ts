import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordings } from '../../support/recordings.ts';
import { crop, type Image, readFrame, stretch } from './image.ts';

export const paperTypes = [
  'PA_BRG01_RL',
  'PA_BRG02_RL',
  'PA_BRG03_TL',
  'PA_FVN01_TL',
  'PA_FVN02_RL',
] as const;
export type PaperType = (typeof paperTypes)[number];

/** Images without defects of each type of paper, in order of their names; null where there are none. */
export async function readFrames(): Promise<ReadonlyMap<PaperType, readonly Image[]> | null> {
  const folder = recordings('piped');
  if (folder === null) return null;
  const frames = new Map<PaperType, readonly Image[]>();
  for (const type of paperTypes) {
    const own = join(folder, type, 'NoDefects');
    const files = (await readdir(own)).filter((name) => name.endsWith('.bmp')).sort();
    frames.set(
      type,
      await Promise.all(files.map(async (name) => readFrame(await readFile(join(own, name))))),
    );
  }
  return frames;
}

/** Mean and standard deviation of each colour of what is trained on. */
export interface Scaling {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export function fitScaling(images: readonly Image[]): Scaling {
  const colors = [0, 1, 2].map((color) => {
    let [sum, squares, count] = [0, 0, 0];
    for (const { rows, columns, data } of images) {
      const size = rows * columns;
      for (const value of data.subarray(color * size, (color + 1) * size)) {
        sum += value;
        squares += value * value;
      }
      count += size;
    }
    const mean = sum / count;
    return { mean, deviation: Math.sqrt(Math.max(squares / count - mean * mean, 1e-8)) };
  });
  return {
    mean: colors.map(({ mean }) => mean),
    deviation: colors.map(({ deviation }) => deviation),
  };
}

/** Parts of images as windows [n, 3, size, size], scaled. */
export function windowsOf(parts: readonly Float32Array[], scaling: Scaling): Float32Array {
  const size = parts[0]?.length ?? 0;
  const windows = new Float32Array(parts.length * size);
  parts.forEach((part, i) => {
    part.forEach((value, at) => {
      const color = Math.floor((3 * at) / size);
      const centred = value - (scaling.mean[color] ?? 0);
      windows[i * size + at] = centred / (scaling.deviation[color] ?? 1);
    });
  });
  return windows;
}

/** Squares of `size` at every `step` pixels, row by row. */
export const squares = (image: Image, size: number, step: number): Float32Array[] =>
  placesOf(image.rows, size, step).flatMap((row) =>
    placesOf(image.columns, size, step).map((column) => crop(image, row, column, size)),
  );

const placesOf = (length: number, size: number, step: number): number[] =>
  Array.from({ length: Math.floor((length - size) / step) + 1 }, (_, i) => i * step);

export const stretched = (images: readonly Image[], size: number): Float32Array[] =>
  images.map((image) => stretch(image, size));
