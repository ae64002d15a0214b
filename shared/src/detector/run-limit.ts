import { valuesOf, type WindowSize } from './window-size.ts';

const mostWindows = 64;
/**
 * A batch saves the price of a call, which is nothing beside a network of frames, while its convolutions put
 * out some fifty times what they are given.
 */
const mostFrameValues = 600_000;

/** Windows in one run: 64 of rows, 3 frames of 3 colors and 224×224. */
export const largestRun = (size: WindowSize): number =>
  size.kind === 'series' ? mostWindows : within(mostFrameValues, size, mostWindows);

const mostWaitingValues = 8_000_000;

/** Of `most` windows so many may wait: what waits lies in memory, 32 MB of it. */
export const largestQueue = (size: WindowSize, most: number): number =>
  within(mostWaitingValues, size, most);

const within = (values: number, size: WindowSize, most: number): number =>
  Math.max(1, Math.min(most, Math.floor(values / valuesOf(size))));
