/**
 * What is wrong with an ONNX file or a graph under construction.
 * - `malformed`: the bytes are not a whole ONNX model (truncated, garbage, inconsistent tensor sizes)
 * - `unsupported`: a well-formed model that uses an operator, element type or feature outside what Lookout runs
 * - `too_large`: weights or intermediate tensors beyond the budget
 * - `structure`: the graph is not acyclic, uses undefined values, or defines one twice
 * - `signature`: inputs or outputs are not the ones asked for
 * - `shape`: shapes of operands do not fit together
 */
export const ONNX_ERROR_CODES = [
  'malformed',
  'unsupported',
  'too_large',
  'structure',
  'signature',
  'shape',
] as const;
export type OnnxErrorCode = (typeof ONNX_ERROR_CODES)[number];

export class OnnxError extends Error {
  override readonly name = 'OnnxError';

  constructor(
    readonly code: OnnxErrorCode,
    message: string,
  ) {
    super(message);
  }
}
