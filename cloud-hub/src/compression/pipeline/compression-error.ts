/**
 * - `no_network`: the bundle has nothing that could be compressed
 * - `channels`: the recordings do not fit the bundle
 * - `one_class`: labelled recordings without both normal and anomalous windows
 * - `black_box`: a stage that needs gradients was asked for, and the network has operators without them
 * - `profile`: the device's latency table does not tell what is needed
 */
export type CompressionErrorCode =
  | 'no_network'
  | 'channels'
  | 'one_class'
  | 'black_box'
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
