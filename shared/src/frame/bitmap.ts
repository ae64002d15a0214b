import { type Image, ImageError, longestSide } from './image.ts';

/** A file begins with "BM". */
export const isBitmap = (bytes: Uint8Array): boolean => bytes[0] === 0x42 && bytes[1] === 0x4d;

/** Both headers, up to the fields that are read here. */
const headerBytes = 34;

/**
 * Reads an uncompressed bitmap of 24 bits, what many cameras write and image libraries leave out: rows from
 * the bottom up unless the height is negative, blue first, each padded to four bytes.
 *
 * @throws ImageError where it is another kind, or shorter than it says
 */
export function readBitmap(bytes: Uint8Array): Image {
  if (!isBitmap(bytes) || bytes.length < headerBytes) throw new ImageError('it is no whole bitmap');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [bits, compression] = [view.getUint16(28, true), view.getUint32(30, true)];
  if (bits !== 24 || compression !== 0)
    throw new ImageError(
      `it is a bitmap of ${bits} bits${compression === 0 ? '' : ', compressed'}: ` +
        'only plain ones of 24 bits are read; convert it to PNG',
    );
  const start = view.getUint32(10, true);
  const [width, fromBottom] = [view.getInt32(18, true), view.getInt32(22, true)];
  const height = Math.abs(fromBottom);
  if (width < 1 || height < 1 || width > longestSide || height > longestSide)
    throw new ImageError(`it says to be a bitmap of ${width}×${height} pixels`);
  const stride = Math.ceil((3 * width) / 4) * 4;
  // Some writers leave the padding of the last row out.
  const needed = start + stride * (height - 1) + 3 * width;
  if (bytes.length < needed)
    throw new ImageError(`it has ${bytes.length} bytes, and a bitmap of its size ${needed}`);
  const pixels = new Uint8Array(3 * width * height);
  for (let row = 0; row < height; row += 1) {
    const line = fromBottom > 0 ? height - 1 - row : row;
    for (let column = 0; column < width; column += 1) {
      const from = start + line * stride + 3 * column;
      const to = 3 * (row * width + column);
      pixels[to] = bytes[from + 2] ?? 0;
      pixels[to + 1] = bytes[from + 1] ?? 0;
      pixels[to + 2] = bytes[from] ?? 0;
    }
  }
  return { width, height, colors: 3, pixels };
}
