export type ProfileErrorCode =
  /** Not a latency table, or one that is damaged. */
  | 'malformed'
  /** Written by a newer Lookout. */
  | 'newerFormat'
  /** A model's inputs cannot be filled: not float32, or of a size that nobody said. */
  | 'signature'
  /** The table has too few entries to tell calls, nodes and sums of products apart. */
  | 'tooFewEntries';

/** A latency table, or a model to be timed, that cannot be used as it is. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
  constructor(
    readonly code: ProfileErrorCode,
    message: string,
  ) {
    super(message);
  }
}
