import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseError } from '../database-error.ts';

/**
 * One hub per data folder. The lock is SQLite's exclusive file lock: the kernel lets go of it with the
 * process, however that ends, so none is ever left behind.
 */
export class DataDirLock {
  private constructor(private readonly file: DatabaseSync) {}

  /** @throws DatabaseError dataDirBusy */
  static acquire(dataDir: string): DataDirLock {
    const file = new DatabaseSync(join(dataDir, 'hub.lock'), { timeout: 0 });
    try {
      file.exec('BEGIN EXCLUSIVE');
      return new DataDirLock(file);
    } catch (cause) {
      file.close();
      throw new DatabaseError(
        'dataDirBusy',
        `Another hub uses the data folder ${dataDir}; stop it, or set LOOKOUT_DATA_DIR to another folder.`,
        { cause },
      );
    }
  }

  release(): void {
    if (this.file.isOpen) this.file.close();
  }
}
