/**
 * - `no_network`: the bundle has nothing that could be compressed
 * - `quantized`: it has been compressed already, and holds no weights that could be trained
 * - `channels`: the recordings do not fit the bundle
 * - `one_class`: labelled recordings without both normal and anomalous windows
 * - `profile`: the device's latency table does not tell what is needed
 */
export type CompressionErrorCode =
  | 'no_network'
  | 'quantized'
  | 'channels'
  | 'one_class'
  | 'profile';

/** What a person must change before it can be compressed. */
export class CompressionError extends Error {
  override readonly name = 'CompressionError';
  constructor(
    readonly code: CompressionErrorCode,
    message: string,
  ) {
    super(message);
  }
}
