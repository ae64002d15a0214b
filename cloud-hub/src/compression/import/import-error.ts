/**
 * Why a model cannot be brought in.
 * - `unreadable`: the file, or one that its weights lie in, is missing or cannot be read
 * - `outside`: weights are said to lie outside the model's own folder
 * - `malformed`: not a whole ONNX file, or one that contradicts itself
 * - `too_large`: it asks for more memory, work or disk than Lookout gives a model
 * - `unsupported`: an operator, element type or use of one that Lookout cannot run or take apart
 * - `not_finite`: a weight is NaN or infinite
 * - `batch`: windows cannot be scored independently of each other
 * - `layout`: the input does not fit the data's channels
 * - `outputs`: which output is which cannot be told
 */
export type ImportErrorCode =
  | 'unreadable'
  | 'outside'
  | 'malformed'
  | 'too_large'
  | 'unsupported'
  | 'not_finite'
  | 'batch'
  | 'layout'
  | 'outputs';

/** The message names the thing and the remedy. */
export class ImportError extends Error {
  override readonly name = 'ImportError';

  constructor(
    readonly code: ImportErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export function unreadable(path: string, error: unknown): ImportError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const reason = code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`;
  return new ImportError('unreadable', `${path} ${reason}`);
}
