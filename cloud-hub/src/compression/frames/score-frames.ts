import { largestRun } from '@lookout/shared/detector/run-limit';
import type { FrameSize } from '@lookout/shared/frame/image';
import { DetectorSession } from '../bundle/detector-session.ts';
import { countFrames, type FrameStretch, frameBatches } from './frame-parts.ts';

export interface FrameScores {
  readonly score: Float64Array; // [frames]
  readonly channelError: Float64Array; // [frames, channels]
}

/**
 * Scores frames with a bundle's graph, a few at a time.
 * @throws BundleError `model` where the graph is no detector of such frames
 */
export async function scoreFrames(
  model: Uint8Array,
  size: FrameSize,
  frames: readonly FrameStretch[],
  onFrames: (count: number) => void = () => {},
): Promise<FrameScores> {
  const window = { kind: 'image' as const, ...size };
  await using session = await DetectorSession.openFor(model, window);
  const count = countFrames(frames);
  const score = new Float64Array(count);
  const channelError = new Float64Array(count * size.channels);
  let at = 0;
  for (const batch of frameBatches(frames, size, largestRun(window))) {
    const scored = await session.score(batch);
    score.set(scored.score, at);
    channelError.set(scored.channelError, at * size.channels);
    at += scored.score.length;
    onFrames(scored.score.length);
  }
  return { score, channelError };
}
