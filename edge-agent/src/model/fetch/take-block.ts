import { maxUnitsPerBlock, unitBytes } from '@lookout/shared/protocol/blocks';
import type { Part } from '../store/part.ts';
import type { HeardBlock } from './inbox.ts';

/**
 * Writes what is new of a block. One of a wrong length, or with a unit that was never asked for, is left
 * out whole: it comes again.
 * @returns bytes that were written
 * @throws StoreError
 */
export async function takeBlock(
  part: Part,
  asked: ReadonlySet<number>,
  { index, bytes }: HeardBlock,
): Promise<number> {
  const count = Math.ceil(bytes.length / unitBytes);
  if (count === 0 || count > maxUnitsPerBlock) return 0;
  const units = Array.from({ length: count }, (_, i) => index + i);
  if (!units.every((unit) => asked.has(unit))) return 0;
  const expected = units.reduce((sum, unit) => sum + part.sizeOf(unit), 0);
  if (bytes.length !== expected) return 0;
  let written = 0;
  for (const unit of units) {
    if (part.has(unit)) continue;
    const at = (unit - index) * unitBytes;
    await part.write(unit, bytes.subarray(at, at + part.sizeOf(unit)));
    written += part.sizeOf(unit);
  }
  return written;
}
