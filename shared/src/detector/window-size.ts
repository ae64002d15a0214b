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
