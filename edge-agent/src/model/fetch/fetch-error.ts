export type FetchErrorCode =
  /** A file came twice and was not the one that was signed. */
  | 'digest'
  | 'diskFull'
  /** The hub said again and again that it does not have the file. */
  | 'unavailable';

/** Why a variant cannot be had; code and text are those of the release's reason. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  constructor(
    readonly code: FetchErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
