/** Why the store could not write, as a reason of a release: a full disk, or one that takes no writes. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code = 'diskFull';
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';

/** Does something to the disk. @throws StoreError in place of the file system's own error */
export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    const code = codeOf(error);
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    const why = full ? `the disk is full (${code})` : `it cannot be written (${code})`;
    throw new StoreError(`${path}: ${why}; free some space or mend the disk of dataDir`, {
      cause: error,
    });
  }
}
