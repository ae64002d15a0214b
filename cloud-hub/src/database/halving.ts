import { isDataError } from './data-error.ts';

/**
 * Writes all items at once; where their values are refused, halves are written on their own until each
 * culprit stands alone and goes to `reject`. One bad item in n costs some 2·log2(n) writes.
 * @throws what `write` or `reject` throws for any other reason; some halves may be written by then.
 */
export async function writeHalving<T>(
  items: readonly T[],
  write: (items: readonly T[]) => Promise<void>,
  reject: (item: T, error: unknown) => Promise<void>,
): Promise<void> {
  const [first] = items;
  if (first === undefined) return;
  try {
    await write(items);
  } catch (error) {
    if (!isDataError(error)) throw error;
    if (items.length === 1) return reject(first, error);
    const middle = items.length >> 1;
    await writeHalving(items.slice(0, middle), write, reject);
    await writeHalving(items.slice(middle), write, reject);
  }
}
