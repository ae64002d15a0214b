import type { FrameSize } from '@lookout/shared/frame/image';
import { Random } from '@lookout/shared/simulator/random';
import { type FrameStretch, valuesOfFrame } from './frame-parts.ts';

export const frameSize: FrameSize = { channels: 3, height: 32, width: 32 };

/** A wave that passes over a noisy ground; from the frame `strangeFrom` on with a bright spot. */
export function madeFrames(count: number, seed: number, strangeFrom = count): FrameStretch {
  const random = new Random(seed);
  const { channels, height, width } = frameSize;
  const values = valuesOfFrame(frameSize);
  const bytes = new Uint8Array(count * values);
  for (let frame = 0; frame < count; frame++) {
    const phase = 6 * random.uniform();
    for (let color = 0; color < channels; color++)
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++) {
          const wave = 40 * Math.sin(column / 5 + phase + color) + 8 * random.normal();
          const isSpot = frame >= strangeFrom && Math.hypot(row - 12, column - 20) < 6;
          const at = frame * values + (color * height + row) * width + column;
          bytes[at] = Math.min(255, Math.max(0, 110 + wave + (isSpot ? 120 : 0)));
        }
  }
  return { count, bytes };
}
