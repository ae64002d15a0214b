import { replayDecision } from '@lookout/shared/detector/decision/replay';
import {
  type DecisionGround,
  type DecisionSettings,
  settingsOf,
} from '@lookout/shared/detector/decision/settings';
import {
  type AlertSpan,
  type AlertVerdicts,
  judgeAlerts,
} from '@lookout/shared/detector/evaluation/alert-outcomes';
import { eventSpans } from '@lookout/shared/detector/evaluation/events';
import { rowsOf } from '@lookout/shared/detector/window-size';
import type { ScoredRecording } from './score-recordings.ts';

/** What a device would have raised on one recording, and what that was worth. */
export interface ReplayedRecording {
  readonly alerts: readonly AlertSpan[];
  /** The level that each window was judged by, calibrated units. */
  readonly levels: Float64Array; // [windows]
  readonly verdicts: AlertVerdicts;
}

/** How a device judges that was told nothing but the bundle. */
export const deviceSettings = (ground: DecisionGround): DecisionSettings =>
  settingsOf(ground, null, null);

/** Each recording is taken for an asset at which the device has just arrived. */
export function replayRecording(
  settings: DecisionSettings,
  { ends, scores, labels }: Pick<ScoredRecording, 'ends' | 'scores' | 'labels'>,
): ReplayedRecording {
  const windowLength = rowsOf(settings.ground.input);
  const replay = replayDecision({ scores, ends }, settings);
  const alerts = replay.alerts.map(({ raised, cleared }) => ({
    raisedRow: raised,
    clearedRow: cleared,
  }));
  return {
    alerts,
    levels: replay.levels,
    verdicts: judgeAlerts(eventSpans(labels, ends), alerts, ends, { windowLength }),
  };
}
