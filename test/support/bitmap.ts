/**
 * An uncompressed bitmap of 24 bits, as a camera writes it.
 * @param pixel red, green and blue of a place, 0 to 255
 */
export function bitmapOf(
  width: number,
  height: number,
  pixel: (row: number, column: number) => readonly [number, number, number],
): Buffer {
  const stride = Math.ceil((3 * width) / 4) * 4;
  const file = Buffer.alloc(54 + stride * height);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const [red, green, blue] = pixel(row, column);
      file.set([blue, green, red], 54 + (height - 1 - row) * stride + 3 * column);
    }
  return file;
}
