/**
 * Where a run keeps what its finished stages made, so that a run that was cut off goes on after them: a file
 * folder on the command line, the database in a job. Names are file names, `/` within them is allowed.
 */
export interface ArtefactStore {
  /** Null: no stage has written it yet. */
  read(name: string): Promise<Uint8Array | null>;
  /** Durable when it resolves; replaces what was there. */
  write(name: string, bytes: Uint8Array): Promise<void>;
}
