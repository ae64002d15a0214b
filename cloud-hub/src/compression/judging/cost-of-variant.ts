import { calibrated } from '@lookout/shared/detector/calibration';
import type { DecisionGround } from '@lookout/shared/detector/decision/settings';
import type { Costs } from '@lookout/shared/detector/evaluation/cost-curve';
import { costOfLevels } from '../evaluation/cost-of-levels.ts';
import { alertFigures } from '../evaluation/judge-recordings.ts';
import { deviceSettings, replayRecording } from '../evaluation/replay-recording.ts';
import type { CostReport } from '../report/report-data.ts';
import type { JudgedWindows } from './judging-set.ts';
import type { VariantScores } from './score-variant.ts';

/**
 * What a variant's false alarms and misses cost on the judged recordings: at levels that stay fixed, and by
 * the decision that a device makes with its calibration. Null without events or without normal operation.
 */
export function costOfVariant(
  ground: DecisionGround,
  { judge }: VariantScores,
  { ends, labels, runs }: JudgedWindows,
  costs: Costs,
): CostReport | null {
  let from = 0;
  const parts = runs.map((count, i) => {
    const [first, last] = [from, from + count];
    from = last;
    return {
      ends: ends[i] ?? new Int32Array(),
      labels: labels.subarray(first, last),
      scores: judge.score
        .subarray(first, last)
        .map((score) => calibrated(score, ground.calibration)),
    };
  });
  const settings = deviceSettings(ground);
  const replayed = parts.map((part) => replayRecording(settings, part));
  const alerts = alertFigures(replayed, ground.input.periodMs);
  return costOfLevels(settings, parts, { alerts }, costs);
}
