export type ConfigErrorCode =
  | 'unreadable' // the file is not there or may not be read
  | 'syntax' // not YAML
  | 'unknownKey'
  | 'invalid' // a key is missing or not of the kind expected
  | 'duplicateStream'
  | 'rootKey' // no Ed25519 public key
  | 'secret'; // no device secret, or more than one

/** Names file, line and key and what is expected; never the value, which may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    readonly code: ConfigErrorCode,
    message: string,
  ) {
    super(message);
  }
}
