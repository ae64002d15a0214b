/** The size of a window. */
export type WindowSize =
  | { readonly kind: 'series'; readonly windowLength: number; readonly channels: number }
  | {
      readonly kind: 'image';
      readonly channels: number;
      readonly height: number;
      readonly width: number;
    };

type Sized =
  | {
      readonly kind: 'series';
      readonly windowLength: number;
      readonly channels: { length: number };
    }
  | {
      readonly kind: 'image';
      readonly channels: { length: number };
      readonly height: number;
      readonly width: number;
    };

export function sizeOf(input: Sized): WindowSize {
  const channels = input.channels.length;
  if (input.kind === 'series')
    return { kind: 'series', windowLength: input.windowLength, channels };
  return { kind: 'image', channels, height: input.height, width: input.width };
}

/** Rows that a window spans: it overlaps with so many less one before it. A frame stands alone. */
export const rowsOf = (input: Sized | WindowSize): number =>
  input.kind === 'series' ? input.windowLength : 1;

/** Of a window, without the batch: [windowLength, channels], or [channels, height, width]. */
export const shapeOf = (size: WindowSize): readonly number[] =>
  size.kind === 'series'
    ? [size.windowLength, size.channels]
    : [size.channels, size.height, size.width];

/** Numbers in a window. */
export const valuesOf = (size: WindowSize): number =>
  shapeOf(size).reduce((product, side) => product * side, 1);

/** So many windows of rows fill a run; more bring no speed. */
const mostWindows = 512;
/** A convolution puts out many times what it is given: of frames a run takes no more numbers than this. */
const mostFrameValues = 600_000;

/** Windows that one run may be given, so that what it computes fits a small machine: three frames of 3×224×224. */
export const mostWindowsPerRun = (size: WindowSize): number =>
  size.kind === 'series'
    ? mostWindows
    : Math.min(mostWindows, Math.max(1, Math.floor(mostFrameValues / valuesOf(size))));
