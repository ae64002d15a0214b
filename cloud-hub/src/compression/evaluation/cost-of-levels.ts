import { seriesOf } from '@lookout/shared/bundle/detector-input';
import type { DecisionSettings } from '@lookout/shared/detector/decision/settings';
import type { ScoredWindows } from '@lookout/shared/detector/evaluation/alarms';
import { judgeAlerts } from '@lookout/shared/detector/evaluation/alert-outcomes';
import { type Costs, costCurve, levelsToTry } from '@lookout/shared/detector/evaluation/cost-curve';
import { eventSpans } from '@lookout/shared/detector/evaluation/events';
import { levelAlerts } from '@lookout/shared/detector/evaluation/level-alerts';
import type { CostReport } from '../report/report-data.ts';
import type { Evaluation } from './judge-recordings.ts';

/**
 * What false alarms and misses cost at levels that stay fixed, beside the product's own decision. Null
 * without events or without normal operation.
 */
export function costOfLevels(
  { ground, onDelayMs, offDelayMs, maxPauseMs }: DecisionSettings,
  parts: readonly ScoredWindows[],
  { alerts }: Pick<Evaluation, 'alerts'>,
  costs: Costs,
): CostReport | null {
  if (alerts.events === 0 || alerts.falseAlarms === null) return null;
  const { windowLength, periodMs } = seriesOf(ground.input);
  const { raiseLevel, clearLevel } = ground.calibration;
  const events = parts.map(({ labels, ends }) => eventSpans(labels, ends));
  const scores = parts.flatMap((part) => Array.from(part.scores));
  const outcomeAt = (level: number) => {
    const clear = level - (raiseLevel - clearLevel);
    const policy = { raiseLevel: level, clearLevel: clear, onDelayMs, offDelayMs, maxPauseMs };
    const verdicts = parts.map((part, i) =>
      judgeAlerts(events[i] ?? [], levelAlerts(part, policy, periodMs), part.ends, {
        windowLength,
      }),
    );
    return {
      falseAlarms: verdicts.reduce((sum, { falseAlarms }) => sum + falseAlarms.length, 0),
      missed: verdicts.flatMap((v) => v.events).filter(({ outcome }) => outcome !== 'found').length,
    };
  };
  const curve = costCurve(levelsToTry(scores), outcomeAt, costs);
  const own = {
    falseAlarms: alerts.falseAlarms.count,
    missed: alerts.standing + alerts.missed,
  };
  const { perFalseAlarm, perMiss } = costs;
  return (
    curve && {
      costs,
      curve,
      events: alerts.events,
      days: alerts.falseAlarms.days,
      own: { ...own, cost: perFalseAlarm * own.falseAlarms + perMiss * own.missed },
    }
  );
}
