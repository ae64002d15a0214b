import { calibrated } from '@lookout/shared/detector/calibration';
import type { Recording } from '@lookout/shared/detector/recording';
import { gatherWindows, windowEnds, windowLabels } from '@lookout/shared/detector/windows';
import type { AssembledDetector } from '../../../cloud-hub/dist/compression/bundle/assemble-detector.js';
import { DetectorSession } from '../../../cloud-hub/dist/compression/bundle/detector-session.js';
import type { TestFile } from './groups.ts';

export const windowLength = 10;

/** Windows of one recording, scored; calibrated units. */
export interface ScoredRecording {
  readonly ends: Int32Array;
  readonly labels: Uint8Array;
  readonly scores: Float64Array;
}

/** Every window (stride 1) of every recording of the file. */
export async function scoreFiles(
  { model, calibration }: AssembledDetector,
  files: readonly TestFile[],
): Promise<ScoredRecording[][]> {
  const channels = files[0]?.parts[0]?.channels ?? 0;
  await using session = await DetectorSession.open(model, { windowLength, channels });
  const known = new Map<Recording, ScoredRecording>(); // the healthy TEP recording stands in ten files
  const scored: ScoredRecording[][] = [];
  for (const { parts } of files) {
    const ofFile: ScoredRecording[] = [];
    for (const part of parts) {
      const before = known.get(part);
      const result = before ?? (await scoreRecording(session, part, calibration));
      known.set(part, result);
      ofFile.push(result);
    }
    scored.push(ofFile);
  }
  return scored;
}

async function scoreRecording(
  session: DetectorSession,
  recording: Recording,
  calibration: AssembledDetector['calibration'],
): Promise<ScoredRecording> {
  const ends = windowEnds(recording, windowLength);
  const { score } = await session.score(gatherWindows(recording, ends, windowLength));
  const scores = score.map((value) => calibrated(value, calibration));
  return { ends, labels: windowLabels(recording, ends), scores };
}
