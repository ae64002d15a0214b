import type { Calibration } from '@lookout/shared/bundle/manifest';
import { levelAt } from '@lookout/shared/detector/calibration';
import { replayDecision } from '@lookout/shared/detector/decision/replay';
import { type DecisionGround, settingsOf } from '@lookout/shared/detector/decision/settings';
import { judgeAlerts } from '@lookout/shared/detector/evaluation/alert-outcomes';
import { eventSpans } from '@lookout/shared/detector/evaluation/events';
import { commissioningBounds } from '../../../cloud-hub/dist/compression/bundle/commissioning.js';
import { type ScoredRecording, windowLength } from './score-file.ts';

export const statedRates = [0.05, 0.01, 0.001] as const;
/** False alarms of an asset in a day: one, one in two hours and a half, one an hour. */
export const budgetsPerDay = [1, 10, 24] as const;

/** Windows of one recording above a level. */
export interface LevelCounts {
  readonly normal: number;
  readonly falseAlarms: number;
  readonly anomalous: number;
  readonly detected: number;
  readonly events: number;
  /** Rows from the start of each event that was found to its first window above the level. */
  readonly delays: readonly number[];
}

/** What an operator would have seen of one recording. */
export interface OperatorCounts {
  /** Asset-days of normal operation. */
  readonly days: number;
  readonly falseAlarms: number;
  readonly events: number;
  /** Events for which no alert was raised, for one raised earlier stood all the while. */
  readonly standing: number;
  /** Rows from the start of each event that was found to its alert. */
  readonly delays: readonly number[];
}

/** The level of static split-conformal calibration, and the product's: fitted to the asset, adaptive. */
export function countAtRate(
  part: ScoredRecording,
  calibration: Calibration,
  periodMs: number,
  rate: number,
  way: 'static' | 'product',
): LevelCounts {
  const atRate = {
    ...calibration,
    falseAlarmRate: rate,
    raiseLevel: levelAt(calibration, rate),
    clearLevel: levelAt(calibration, Math.min(0.5, 10 * rate)),
  };
  if (way === 'static') return countAbove(part, () => atRate.raiseLevel);
  const { levels } = replayDecision(part, settingsOf(groundOf(atRate, periodMs), null, null));
  return countAbove(part, (window) => levels[window] ?? Number.NaN);
}

/** Alerts as an agent that has just arrived at the asset would raise them, held to a budget. */
export function countForOperator(
  part: ScoredRecording,
  calibration: Calibration,
  periodMs: number,
  alarmsPerDay: number,
): OperatorCounts {
  const settings = settingsOf(groundOf(calibration, periodMs), { alarmsPerDay }, null);
  const alerts = replayDecision(part, settings).alerts.map(({ raised, cleared }) => ({
    raisedRow: raised,
    clearedRow: cleared,
  }));
  const spans = eventSpans(part.labels, part.ends);
  const verdicts = judgeAlerts(spans, alerts, part.ends, { windowLength });
  return {
    days: (verdicts.quietWindows * periodMs) / 86_400_000,
    falseAlarms: verdicts.falseAlarms.length,
    events: spans.length,
    standing: verdicts.events.filter(({ outcome }) => outcome === 'standing').length,
    delays: verdicts.events.flatMap(({ delayRows }) => delayRows ?? []),
  };
}

function groundOf(calibration: Calibration, periodMs: number): DecisionGround {
  return {
    calibration,
    commissioning: commissioningBounds(calibration),
    input: { kind: 'series', windowLength, periodMs, channels: [] },
  };
}

function countAbove(
  { ends, labels, scores }: ScoredRecording,
  levelOf: (window: number) => number,
): LevelCounts {
  const isAbove = (window: number) => (scores[window] ?? 0) > levelOf(window);
  const windows = Array.from(scores.keys());
  const [normal, anomalous] = [0, 1].map((label) => windows.filter((i) => labels[i] === label));
  const events = eventSpans(labels, ends);
  return {
    normal: normal?.length ?? 0,
    falseAlarms: normal?.filter(isAbove).length ?? 0,
    anomalous: anomalous?.length ?? 0,
    detected: anomalous?.filter(isAbove).length ?? 0,
    events: events.length,
    delays: events.flatMap(({ firstWindow, lastWindow, firstRow }) => {
      const found = windows.slice(firstWindow, lastWindow + 1).find(isAbove);
      return found === undefined ? [] : [(ends[found] ?? 0) - firstRow];
    }),
  };
}
