import type { Golden } from '@lookout/shared/bundle/manifest';
import { frameValues } from '@lookout/shared/frame/frame';
import type { FrameSize } from '@lookout/shared/frame/image';
import { DetectorSession } from '../bundle/detector-session.ts';
import { toleranceOf } from '../bundle/golden-windows.ts';
import { type FrameStretch, pickFrames, valuesOfFrame } from './frame-parts.ts';

/**
 * Frames for the self-test on the device: two normal ones, and the same with what no camera saw, so that the
 * network's answer off the normal frames is held too.
 * @param frames later than what was fitted to
 */
export async function goldenFrames(
  model: Uint8Array,
  size: FrameSize,
  frames: readonly FrameStretch[],
): Promise<Golden> {
  const { channels } = size;
  const values = valuesOfFrame(size);
  const normal = pickFrames(frames, size, 2);
  const all = Uint8Array.from([...normal, ...normal]);
  const frameAt = (i: number) => all.subarray(i * values, (i + 1) * values);
  invertMiddle(frameAt(all.length / values - 2), size);
  invertColor(frameAt(all.length / values - 1), size);
  await using session = await DetectorSession.openFor(model, { kind: 'image', ...size });
  const { score, channelError, latentKl } = await session.score(frameValues(all));
  const latent = latentKl.length / score.length;
  return {
    tolerance: toleranceOf(model),
    windows: Array.from(score, (value, i) => ({
      window: { pixels: Buffer.from(frameAt(i)).toString('base64') },
      score: value,
      channelError: Array.from(channelError.subarray(i * channels, (i + 1) * channels)),
      latentKl: Array.from(latentKl.subarray(i * latent, (i + 1) * latent)),
    })),
  };
}

/** In all colors, half as wide and high as the frame. */
function invertMiddle(frame: Uint8Array, { channels, height, width }: FrameSize): void {
  for (let color = 0; color < channels; color++)
    for (let row = Math.floor(height / 4); row < (3 * height) / 4; row++)
      for (let column = Math.floor(width / 4); column < (3 * width) / 4; column++) {
        const at = (color * height + row) * width + column;
        frame[at] = 255 - (frame[at] ?? 0);
      }
}

/** The last one, everywhere. */
function invertColor(frame: Uint8Array, { channels, height, width }: FrameSize): void {
  for (let at = (channels - 1) * height * width; at < frame.length; at++)
    frame[at] = 255 - (frame[at] ?? 0);
}
