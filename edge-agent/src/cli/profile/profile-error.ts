export type ProfileCommandErrorCode =
  /** A provider that was asked for is not in this build of ONNX Runtime. */
  | 'provider'
  /** The file for the table cannot be written. */
  | 'unwritable';

export class ProfileCommandError extends Error {
  override readonly name = 'ProfileCommandError';
  constructor(
    readonly code: ProfileCommandErrorCode,
    message: string,
  ) {
    super(message);
  }
}
