import { z } from 'zod';
import { BundleError } from './bundle-error.ts';

/** One input channel, in engineering units; statistics are of the training rows. */
export const ChannelSpec = z.object({
  name: z.string().min(1).max(128),
  unit: z.string().max(32).nullable(),
  mean: z.number(),
  sd: z.number().min(0),
  /** A value outside is a sensor fault, not an anomaly; null where no limit is known. */
  plausibleMin: z.number().nullable(),
  plausibleMax: z.number().nullable(),
  /** So many equal rows in a row are a stuck sensor; null where standing still is normal. */
  stuckAfterRows: z.int().min(2).nullable(),
});
export type ChannelSpec = z.infer<typeof ChannelSpec>;

export const WindowLength = z.int().min(2).max(4096);
/** Rows or columns of a frame. */
export const FrameSide = z.int().min(8).max(1024);
/** Grey, or red, green and blue; a fourth that some cameras have. */
export const mostColors = 4;

/** Rows of sensors: a window is [windowLength, channels], engineering units. */
export const SeriesInput = z.object({
  kind: z.literal('series'),
  windowLength: WindowLength,
  periodMs: z.int().min(1),
  channels: z.array(ChannelSpec).min(1).max(1024),
});
export type SeriesInput = z.infer<typeof SeriesInput>;

/**
 * Frames of a camera: a window is one of them, [channels, height, width], each value from 0 to 1. A channel
 * is a color; what its specification says of a row holds for the color's mean over the frame.
 */
export const ImageInput = z.object({
  kind: z.literal('image'),
  height: FrameSide,
  width: FrameSide,
  periodMs: z.int().min(1),
  channels: z.array(ChannelSpec).min(1).max(mostColors),
});
export type ImageInput = z.infer<typeof ImageInput>;

export const DetectorInput = z.discriminatedUnion('kind', [SeriesInput, ImageInput]);
export type DetectorInput = z.infer<typeof DetectorInput>;

/** @throws BundleError `model` of a detector that takes frames */
export function seriesOf(input: DetectorInput): SeriesInput {
  if (input.kind === 'series') return input;
  const { width, height } = input;
  throw new BundleError(
    'model',
    `it takes frames of ${width}×${height}, and this works on rows of sensors: give a detector of rows`,
  );
}
