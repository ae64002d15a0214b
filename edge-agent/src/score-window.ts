import { addZeroBack, subtractZero } from './alert/zero-offset.ts';
import { DetectError } from './detect/detect-error.ts';
import type { Detectors } from './detect/detectors.ts';
import type { Verdict } from './detect/scored-window.ts';
import type { StreamModel } from './stream-setup.ts';
import type { Window } from './window/window.ts';

/** What a bundle says of a window, freed of the zero of the stream's sensors. */
export async function scoreWindow(
  detector: Detectors,
  { alerts, bundle, provider }: StreamModel,
  window: Window,
): Promise<Verdict> {
  if (!window.quality.scored) return { kind: 'notScored' };
  const { zeroOffset } = alerts;
  const data = subtractZero(window.data, zeroOffset);
  try {
    const score = await detector.score(
      { digest: bundle.digest, provider: provider.provider },
      data,
    );
    return { kind: 'scored', score: addZeroBack(score, zeroOffset) };
  } catch (error) {
    if (!(error instanceof DetectError)) throw error;
    return { kind: 'failed', code: error.code, message: error.message };
  }
}
