/** A decoded picture: [height, width, colors], row-major from the top, a byte for each value. */
export interface Image {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 red, green and blue, 4 these and alpha. */
  readonly colors: number;
  readonly pixels: Uint8Array;
}

/** A side beyond it is no camera's. */
export const longestSide = 32_768;

/** What a detector takes: [channels, height, width]. */
export interface FrameSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** A picture that cannot become a frame. The message says what it is, and is for people. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}
