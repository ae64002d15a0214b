import { type Dim, type Shape, showShape } from '@lookout/shared/onnx/value';
import { ImportError } from '../import-error.ts';
import { isFixed, type Size, sizeAt, sizeOfDim } from './size.ts';

/**
 * The target of a Reshape with the batch left open: at most one -1, and that one where the windows are
 * counted. Null where the shape does not count windows at all, so that the target may stay.
 * @param target as the file has it, 0 and -1 included, sizes that count windows allowed
 * @param fixedBatch the batch that the file was exported for, null where it left it open
 * @throws ImportError `batch`
 */
export function freeReshape(
  target: readonly Size[],
  shape: Shape,
  fixedBatch: number | null,
): number[] | null {
  const from = shape.map(sizeOfDim);
  if (from.every((size) => size !== null && isFixed(size)) && target.every(isFixed)) return null;
  const copied = target.map((size, i) => (size === 0 ? (from[i] ?? 0) : size));
  const counted = copied.findIndex((size) => !isFixed(size));
  if (counted < 0 && fixedBatch === null) return copied.map((size) => (isFixed(size) ? size : -1));
  const refuse = (): never => {
    throw new ImportError(
      'batch',
      `cannot tell the windows apart where ${showShape(shape)} is reshaped to [${target.map(show).join(', ')}]: ` +
        'export with a dynamic batch axis (dynamic_axes, or dynamic_shapes)',
    );
  };
  const batch = fixedBatch ?? 1;
  const resolved = resolve(copied, from, batch) ?? refuse();
  const at = counted >= 0 ? counted : placeOfBatch(resolved, shape, batch);
  if (at < 0) refuse();
  return resolved.map((size, i) => (i === at ? -1 : size));
}

const show = (size: Size): string => (isFixed(size) ? String(size) : `batch*${size.perBatch}`);

/** Every size at one batch, with the -1 worked out; null where that does not come out even. */
function resolve(
  target: readonly (Size | null)[],
  from: readonly (Size | null)[],
  batch: number,
): number[] | null {
  const count = from.reduce<number>(
    (n, size) => n * (size === null ? Number.NaN : sizeAt(size, batch)),
    1,
  );
  const sizes = target.map((size) => (size === null ? Number.NaN : sizeAt(size, batch)));
  const rest = sizes.filter((size) => size !== -1).reduce((n, size) => n * size, 1);
  const left = count / rest;
  const open = sizes.filter((size) => size === -1).length;
  if (open > 1 || !Number.isInteger(left) || (open === 0 && left !== 1)) return null;
  return sizes.map((size) => (size === -1 ? left : size));
}

/** Which axis holds what the source's batch axis held: as many elements must stand before it. */
function placeOfBatch(target: readonly number[], shape: readonly Dim[], batch: number): number {
  const axis = shape.findIndex((dim) => typeof dim === 'string');
  const before = shape.slice(0, axis).reduce<number>((n, dim) => n * Number(dim), 1);
  const fits = (i: number) =>
    target.slice(0, i).reduce((n, size) => n * size, 1) === before &&
    (target[i] ?? 0) % batch === 0 &&
    (target[i] ?? 0) > 0;
  if (fits(axis)) return axis;
  return target.findIndex((_, i) => fits(i));
}
