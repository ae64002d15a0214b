/** An image [3, rows, columns], red, green, blue, each from 0 to 1. */
export interface Image {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/**
 * Reads an uncompressed bitmap of 24 bits: rows from the bottom up, blue first, each padded to four bytes.
 * @throws RangeError where it is another kind
 */
export function readBitmap(bytes: Uint8Array): Image {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [bits, compression] = [view.getUint16(28, true), view.getUint32(30, true)];
  if (view.getUint16(0) !== 0x424d || bits !== 24 || compression !== 0)
    throw new RangeError(`no uncompressed bitmap of 24 bits, but of ${bits}, ${compression}`);
  const start = view.getUint32(10, true);
  const [columns, height] = [view.getInt32(18, true), view.getInt32(22, true)];
  const rows = Math.abs(height);
  const stride = Math.ceil((3 * columns) / 4) * 4;
  const data = new Float32Array(3 * rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const line = height > 0 ? rows - 1 - row : row;
      const from = start + line * stride + 3 * column;
      for (let color = 0; color < 3; color++)
        data[(color * rows + row) * columns + column] = (bytes[from + 2 - color] ?? 0) / 255;
    }
  return { rows, columns, data };
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
