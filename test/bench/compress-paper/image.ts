import { readBitmap } from '@lookout/shared/frame/bitmap';
import { frameBytes, frameValues } from '@lookout/shared/frame/frame';

/** An image [3, rows, columns], red, green, blue, each from 0 to 1. */
export interface Image {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** @throws ImageError where it is no plain bitmap of 24 bits */
export function readFrame(bytes: Uint8Array): Image {
  const bitmap = readBitmap(bytes);
  const { width: columns, height: rows, colors: channels } = bitmap;
  const size = { channels, height: rows, width: columns };
  return { rows, columns, data: frameValues(frameBytes(bitmap, size)) };
}

/** The square of `size` whose corner lies at `row`, `column`. */
export function crop(image: Image, row: number, column: number, size: number): Float32Array {
  const result = new Float32Array(3 * size * size);
  for (let color = 0; color < 3; color++)
    for (let r = 0; r < size; r++) {
      const from = (color * image.rows + row + r) * image.columns + column;
      result.set(image.data.subarray(from, from + size), (color * size + r) * size);
    }
  return result;
}

/** Stretched to a square of `size`, between neighbours in a straight line. */
export function stretch({ rows, columns, data }: Image, size: number): Float32Array {
  const result = new Float32Array(3 * size * size);
  const place = (at: number, from: number) =>
    Math.min(Math.max(((at + 0.5) * from) / size - 0.5, 0), from - 1);
  for (let color = 0; color < 3; color++)
    for (let r = 0; r < size; r++)
      for (let c = 0; c < size; c++) {
        const [y, x] = [place(r, rows), place(c, columns)];
        const [top, left] = [Math.floor(y), Math.floor(x)];
        const at = (down: number, right: number) => {
          const row = Math.min(top + down, rows - 1);
          const column = Math.min(left + right, columns - 1);
          return data[(color * rows + row) * columns + column] ?? 0;
        };
        const between = (down: number) => at(down, 0) + (x - left) * (at(down, 1) - at(down, 0));
        const value = between(0) + (y - top) * (between(1) - between(0));
        result[(color * size + r) * size + c] = value;
      }
  return result;
}
