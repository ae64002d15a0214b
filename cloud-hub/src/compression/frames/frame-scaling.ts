import { type ChannelScale, clipAt, divisorOf } from '@lookout/shared/detector/scaling';
import type { FrameSize } from '@lookout/shared/frame/image';
import type { FrameStretch } from './frame-parts.ts';

/** Mean and standard deviation of every color over all pixels, from 0 to 1. */
export function fitFrameScaling(
  stretches: readonly FrameStretch[],
  { channels, height, width }: FrameSize,
): ChannelScale[] {
  const area = height * width;
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (const { bytes } of stretches)
    for (let from = 0; from < bytes.length; from += area) {
      const histogram = counts[(from / area) % channels];
      if (!histogram) continue;
      for (let at = from; at < from + area; at++) {
        const byte = bytes[at] ?? 0;
        histogram[byte] = (histogram[byte] ?? 0) + 1;
      }
    }
  return counts.map(scaleOf);
}

function scaleOf(histogram: Float64Array): ChannelScale {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const mean = histogram.reduce((sum, count, byte) => sum + (count * byte) / 255, 0) / total;
  const squares = histogram.reduce((sum, count, byte) => sum + count * (byte / 255 - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / total) };
}

/** As a detector's graph shows its network frames: [n, channels, height, width]. */
export function scaledFrames(
  bytes: Uint8Array,
  { channels, height, width }: FrameSize,
  scaling: readonly ChannelScale[],
): Float32Array {
  const area = height * width;
  const tables = scaling.map((scale) =>
    Float32Array.from({ length: 256 }, (_, byte) => {
      const z = (byte / 255 - scale.mean) / divisorOf(scale);
      return Math.min(clipAt, Math.max(-clipAt, z));
    }),
  );
  return Float32Array.from(bytes, (byte, at) => {
    const table = tables[Math.floor(at / area) % channels];
    return table?.[byte] ?? 0;
  });
}
