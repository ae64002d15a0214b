import { expect, test } from 'vitest';
import { fitFrameScaling, scaledFrames } from './frame-scaling.ts';

/** Two frames of two colors and 1 × 2 pixels. */
const size = { channels: 2, height: 1, width: 2 };
const bytes = Uint8Array.of(0, 51, 255, 255, 102, 51, 255, 255);

test('every color has the mean and deviation of all its pixels', () => {
  const [first, second] = fitFrameScaling([{ count: 2, bytes }], size);
  // 0, .2, .4, .2
  expect(first?.mean).toBeCloseTo(0.2, 12);
  expect(first?.sd).toBeCloseTo(Math.sqrt(0.02), 12);
  expect(second).toEqual({ mean: 1, sd: 0 });
});

test('a color that never moves is divided by a hundredth of its level, and all is cut at 50', () => {
  const scaling = [
    { mean: 0.2, sd: 0.1 },
    { mean: 1, sd: 0 },
  ];
  const frames = Uint8Array.of(0, 51, 255, 0);
  expect([...scaledFrames(frames, size, scaling)].map((z) => Math.round(1e5 * z) / 1e5)).toEqual([
    -2, 0, 0, -50,
  ]);
});
