/**
 * Columns of numbers as bytes, made to be compressed afterwards: the same place of all numbers stands
 * together (byte planes), and what counts steadily is kept as its steps. All numbers are little-endian.
 *
 *     "LKC1" · u32 rows · u32 columns · then each column: u8 form · its content
 */
const magic = [0x4c, 0x4b, 0x43, 0x31];
const headBytes = 12;

const form = {
  /** One f64 for all rows. */
  constant: 0,
  /** f64 of the first row, then i32 steps from row to row in 4 planes: times, counters, flags. */
  steps: 1,
  /** f32 in 4 planes: every number is a float32. */
  single: 2,
  /** f64 in 8 planes. */
  double: 3,
} as const;

/**
 * Every number comes back as it was; NaN stands for a missing one.
 * @param columns of equal length
 * @throws RangeError where their lengths differ
 */
export function packColumns(columns: readonly Float64Array[]): Uint8Array {
  const rows = columns[0]?.length ?? 0;
  if (columns.some(({ length }) => length !== rows))
    throw new RangeError('packed columns: the columns differ in length');
  const parts = columns.map(packColumn);
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, headBytes));
  bytes.set(magic);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, rows, true);
  view.setUint32(8, columns.length, true);
  let at = headBytes;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** @throws RangeError where the bytes are not what `packColumns` wrote */
export function unpackColumns(bytes: Uint8Array): Float64Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headBytes || magic.some((byte, i) => bytes[i] !== byte))
    throw new RangeError('packed columns: not in this format');
  const rows = view.getUint32(4, true);
  const count = view.getUint32(8, true);
  const columns: Float64Array[] = [];
  let at = headBytes;
  for (let i = 0; i < count; i++) {
    const size = sizeOf(view.getUint8(at), rows);
    // Before anything is allocated: the head may promise more than there is.
    if (at + size > bytes.length) throw new RangeError('packed columns: cut short');
    columns.push(unpackColumn(bytes.subarray(at, at + size), rows));
    at += size;
  }
  if (at !== bytes.length) throw new RangeError('packed columns: bytes are left over');
  return columns;
}

function sizeOf(kind: number, rows: number): number {
  switch (kind) {
    case form.constant:
      return 9;
    case form.steps:
      return 9 + 4 * Math.max(0, rows - 1);
    case form.single:
      return 1 + 4 * rows;
    case form.double:
      return 1 + 8 * rows;
    default:
      throw new RangeError(`packed columns: unknown form ${kind}`);
  }
}

function packColumn(column: Float64Array): Uint8Array {
  const first = column[0] ?? Number.NaN;
  if (column.every((value) => Object.is(value, first))) return withFirst(form.constant, first, []);
  const steps = stepsOf(column);
  if (steps !== null) return withFirst(form.steps, first, planesOf(steps));
  const isSingle = column.every((value) => Object.is(Math.fround(value), value));
  const planes = planesOf(isSingle ? Float32Array.from(column) : column);
  const bytes = new Uint8Array(1 + planes.length);
  bytes[0] = isSingle ? form.single : form.double;
  bytes.set(planes, 1);
  return bytes;
}

function withFirst(kind: number, first: number, rest: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(9 + rest.length);
  bytes[0] = kind;
  new DataView(bytes.buffer).setFloat64(1, first, true);
  bytes.set(rest, 9);
  return bytes;
}

/** Null where a number is no integer, or a step is too long. */
function stepsOf(column: Float64Array): Int32Array | null {
  const steps = new Int32Array(column.length - 1);
  for (let i = 0; i < column.length; i++) {
    const value = column[i] ?? Number.NaN;
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) return null;
    if (i === 0) continue;
    const step = value - (column[i - 1] ?? 0);
    if (Math.abs(step) > 0x7fffffff) return null;
    steps[i - 1] = step;
  }
  return steps;
}

function unpackColumn(bytes: Uint8Array, rows: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const column = new Float64Array(rows);
  switch (bytes[0]) {
    case form.constant:
      return column.fill(view.getFloat64(1, true));
    case form.steps: {
      const steps = new Int32Array(gather(bytes.subarray(9), 4));
      if (rows > 0) column[0] = view.getFloat64(1, true);
      for (let i = 1; i < rows; i++) column[i] = (column[i - 1] ?? 0) + (steps[i - 1] ?? 0);
      return column;
    }
    case form.single:
      column.set(new Float32Array(gather(bytes.subarray(1), 4)));
      return column;
    default:
      return new Float64Array(gather(bytes.subarray(1), 8));
  }
}

/** The first byte of every number, then the second of every number, and so on. */
function planesOf(numbers: Int32Array | Float32Array | Float64Array): Uint8Array {
  const { BYTES_PER_ELEMENT: width, length } = numbers;
  const source = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const planes = new Uint8Array(source.length);
  for (let i = 0; i < length; i++)
    for (let b = 0; b < width; b++) planes[b * length + i] = source[i * width + b] ?? 0;
  return planes;
}

function gather(planes: Uint8Array, width: number): ArrayBuffer {
  const length = planes.length / width;
  const bytes = new Uint8Array(planes.length);
  for (let b = 0; b < width; b++)
    for (let i = 0; i < length; i++) bytes[i * width + b] = planes[b * length + i] ?? 0;
  return bytes.buffer;
}
