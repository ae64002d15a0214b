import type { Dim, Value } from '@lookout/shared/onnx/value';

/** A number, or so many for every window of the batch. */
export type Size = number | { readonly perBatch: number };

/** A small tensor of sizes, row-major. */
export interface SizeList {
  readonly shape: readonly number[];
  readonly sizes: readonly Size[];
}

/** Larger tensors are data, not sizes. */
const maxSizes = 1024;

/** 'batch' and 'batch*8' count windows; null for a dimension that neither counts them nor is fixed. */
export function sizeOfDim(dim: Dim): Size | null {
  if (typeof dim === 'number') return dim;
  const [, factor] = /^batch(?:\*(\d+))?$/.exec(dim) ?? [null, null];
  if (factor === null) return null;
  return { perBatch: factor === undefined ? 1 : Number(factor) };
}

export const isFixed = (size: Size): size is number => typeof size === 'number';

/** The size when the batch is `batch` windows. */
export const sizeAt = (size: Size, batch: number): number =>
  isFixed(size) ? size : size.perBatch * batch;

/** Null where the constant is no small tensor of numbers. */
export function sizesOfConstant({ shape, data }: Value): SizeList | null {
  if (!data || data.length > maxSizes) return null;
  const sizes = Array.from<number | bigint, number>(data, Number);
  return { shape: shape.map(Number), sizes };
}

const scaled = (perBatch: number): Size => (perBatch === 0 ? 0 : { perBatch });

/** Null where the result is neither a number nor in proportion to the batch. */
export function addSizes(a: Size, b: Size, sign: 1 | -1 = 1): Size | null {
  if (isFixed(a) && isFixed(b)) return a + sign * b;
  if (isFixed(b)) return b === 0 ? a : null;
  if (isFixed(a)) return a === 0 ? scaled(sign * b.perBatch) : null;
  return scaled(a.perBatch + sign * b.perBatch);
}

export function multiplySizes(a: Size, b: Size): Size | null {
  if (isFixed(a)) return isFixed(b) ? a * b : scaled(a * b.perBatch);
  return isFixed(b) ? scaled(a.perBatch * b) : null;
}

export function divideSizes(a: Size, b: Size): Size | null {
  if (isFixed(a)) return isFixed(b) && b !== 0 ? a / b : null;
  const quotient = a.perBatch / (isFixed(b) ? b : b.perBatch);
  if (!Number.isInteger(quotient)) return null;
  return isFixed(b) ? scaled(quotient) : quotient;
}

/** Null where it depends on how many windows there are. */
export function equalSizes(a: Size, b: Size): boolean | null {
  if (isFixed(a) && isFixed(b)) return a === b;
  if (!isFixed(a) && !isFixed(b)) return a.perBatch === b.perBatch ? true : null;
  const fixed = isFixed(a) ? a : b;
  return isFixed(fixed) && fixed <= 0 ? false : null;
}
