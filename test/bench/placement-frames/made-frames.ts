import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@lookout/shared/simulator/random';

const waves = 6;

/** Writes frames of one texture that drifts: what is timed does not depend on what is seen. */
export function writeFrames(folder: string, count: number, size: number): void {
  mkdirSync(folder, { recursive: true });
  const random = new Random(1);
  const texture = Array.from({ length: waves }, () => ({
    across: 0.05 + 0.2 * random.uniform(),
    down: 0.05 + 0.2 * random.uniform(),
    color: Math.floor(3 * random.uniform()),
  }));
  for (let frame = 0; frame < count; frame += 1) {
    const shift = 20 * random.uniform();
    const pixel = (row: number, column: number, color: number) => {
      let value = 0.5;
      for (const wave of texture) {
        const weight = wave.color === color ? 0.1 : 0.03;
        value += weight * Math.sin(wave.across * (column + shift) + wave.down * row);
      }
      return value + 0.02 * random.normal();
    };
    const name = `${String(frame).padStart(5, '0')}.bmp`;
    writeFileSync(join(folder, name), bitmapOf(size, pixel));
  }
}

const headerBytes = 54;

/** An uncompressed bitmap of 24 bits, [size, size]: rows from the bottom up, blue first. */
function bitmapOf(
  size: number,
  pixel: (row: number, column: number, color: number) => number,
): Buffer {
  const stride = Math.ceil((3 * size) / 4) * 4;
  const bytes = Buffer.alloc(headerBytes + stride * size);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(headerBytes, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(size, 18);
  bytes.writeInt32LE(size, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1)
      for (let color = 0; color < 3; color += 1) {
        const at = headerBytes + (size - 1 - row) * stride + 3 * column + (2 - color);
        bytes[at] = Math.round(255 * Math.min(1, Math.max(0, pixel(row, column, color))));
      }
  return bytes;
}
