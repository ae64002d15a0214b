export type ProfileErrorCode =
  /** A latency table that is not there or may not be read. */
  | 'missing'
  /** Not a latency table, or one that is damaged. */
  | 'malformed'
  /** Written by a newer Lookout. */
  | 'newerFormat'
  /** A model's inputs cannot be filled: not float32, or of a size that nobody said. */
  | 'signature'
  /** The table has too few entries to tell calls, nodes and sums of products apart. */
  | 'tooFewEntries'
  /** ONNX Runtime refuses the model, or it fails when it is run. */
  | 'model'
  /** The process that measures died: a crash of the runtime, or the system was out of memory. */
  | 'crashed'
  /** A step took longer than it may. */
  | 'timeout'
  /** The folder for temporary files cannot be written. */
  | 'folder';

/** A latency that cannot be told. The message names the model, or the file. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
  constructor(
    readonly code: ProfileErrorCode,
    message: string,
  ) {
    super(message);
  }
}
