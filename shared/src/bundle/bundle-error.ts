export type BundleErrorCode =
  /** A file of the bundle is not there, or the folder is none. */
  | 'missingFile'
  /** A file is not JSON, or not of its schema. */
  | 'malformed'
  /** Made by a newer Lookout. */
  | 'newerFormat'
  /** A file's size or SHA-256 is not what the manifest says: truncated or altered. */
  | 'digest'
  /** The data has other channels than the detector was trained on. */
  | 'channels'
  /** ONNX Runtime cannot load the model, or its inputs and outputs are not a detector's. */
  | 'model'
  /** The folder to write to holds something else. */
  | 'occupied'
  /** The folder or a file of it cannot be written. */
  | 'unwritable';

/** A bundle that cannot be used as it is. The message names the file and the remedy. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
  constructor(
    readonly code: BundleErrorCode,
    message: string,
  ) {
    super(message);
  }
}
