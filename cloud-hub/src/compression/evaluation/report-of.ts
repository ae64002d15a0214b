import { baselineNames } from '@lookout/shared/detector/baseline/baselines';
import type { DecisionSettings } from '@lookout/shared/detector/decision/settings';
import { defaultBlockLength } from '@lookout/shared/detector/evaluation/block-bootstrap';
import type { Costs } from '@lookout/shared/detector/evaluation/cost-curve';
import { prCurve, rocCurve } from '@lookout/shared/detector/evaluation/curves';
import { eventSpans, windowsApart } from '@lookout/shared/detector/evaluation/events';
import { tailReliability } from '@lookout/shared/detector/evaluation/tail-reliability';
import { thinCurve } from '@lookout/shared/detector/evaluation/thin-curve';
import { defaultBuffer } from '@lookout/shared/detector/evaluation/vus';
import { rowsOf } from '@lookout/shared/detector/window-size';
import type { Bundle } from '../bundle/open-bundle.ts';
import { bandsOf } from '../report/bands.ts';
import { detectorTitle, shortPaths } from '../report/format.ts';
import type { DataFile, DetectorCurves, FileReport, ReportData } from '../report/report-data.ts';
import { costOfLevels } from './cost-of-levels.ts';
import type { BundleEvaluation } from './judge-recordings.ts';
import { type Pool, poolOf } from './pool.ts';
import { bootstrapOf } from './rank-detectors.ts';
import { deviceSettings, replayRecording } from './replay-recording.ts';
import type { ScoredRecording } from './score-recordings.ts';
import { worstChannels } from './worst-channels.ts';

export interface ReportRequest {
  readonly label: string | null;
  readonly costs: Costs;
  readonly measuredOn: readonly DataFile[];
  /** Ms UTC. */
  readonly reportedAt: number;
}

/** Gathers all that the report shows. */
export function reportOf(
  bundle: Pick<Bundle, 'id' | 'manifest'>,
  parts: readonly ScoredRecording[],
  evaluation: BundleEvaluation,
  { label, costs, measuredOn, reportedAt }: ReportRequest,
): ReportData {
  const { manifest } = bundle;
  const { input, calibration, provenance } = manifest;
  const settings = deviceSettings(manifest);
  const paths = shortPaths(parts.map(({ path }) => path));
  const pool = poolOf(parts);
  const bootstrap = bootstrapOf(pool, rowsOf(input));
  const channels = input.channels.map(({ name }) => name);
  const quiet = parts.flatMap((part) => windowsWithoutEvent(part, rowsOf(input)));
  return {
    name: manifest.name,
    evaluation,
    files: parts.map((part, i) => ({
      path: paths[i] ?? part.path,
      ...fileReport(part, settings, channels),
    })),
    curves: curvesOf(pool, manifest.detector),
    tail: tailReliability(pool.scores, quiet, calibration, {
      ...bootstrap,
      // Normal windows hold no event whose length would matter.
      blockLength: defaultBlockLength(rowsOf(input), []),
    }),
    cost: costOfLevels(settings, parts, evaluation, costs),
    method: {
      bundleId: bundle.id,
      variant: manifest.variant,
      architecture: manifest.architecture,
      seed: provenance.seed,
      trainedAt: manifest.createdAt,
      reportedAt,
      windowLength: rowsOf(input),
      periodMs: input.periodMs,
      channels,
      label,
      raiseLevel: calibration.raiseLevel,
      alarmsPerDay: settings.alarmsPerDay,
      calibrationWindows: calibration.windows,
      blockLength: bootstrap.blockLength,
      resamples: bootstrap.resamples,
      vusBuffer: defaultBuffer(rowsOf(input)),
      trainedOn: provenance.data,
      measuredOn,
    },
  };
}

function fileReport(
  part: ScoredRecording,
  settings: DecisionSettings,
  channels: readonly string[],
): Omit<FileReport, 'path'> {
  const { rows, ends, scores, channelError } = part;
  const { alerts, levels, verdicts } = replayRecording(settings, part);
  const worst = (from: number, to: number) =>
    worstChannels(scores, channelError, channels, [from, to]);
  return {
    rows,
    bands: bandsOf(ends, scores, rows),
    levels: thinCurve(
      Array.from(levels, (y, i) => ({ x: ends[i] ?? 0, y })),
      300,
    ),
    alerts,
    faults: verdicts.events.map(({ event, outcome, delayRows }) => ({
      firstRow: event.firstRow,
      lengthRows: event.lastRow - event.firstRow + 1,
      outcome,
      delayRows,
      ...worst(event.firstWindow, event.lastWindow),
    })),
    falseAlarms: verdicts.falseAlarms.map(({ raisedRow, clearedRow }) => {
      const from = ends.indexOf(raisedRow);
      const to = clearedRow === null ? ends.length - 1 : ends.indexOf(clearedRow);
      return { raisedRow, clearedRow, ...worst(from, to) };
    }),
  };
}

function curvesOf({ scores, labels, baselines }: Pool, detector: string): DetectorCurves[] | null {
  const all = [
    { title: detectorTitle(detector), scores },
    ...baselineNames.map((name) => ({ title: detectorTitle(name), scores: baselines[name] })),
  ].map(({ title, scores: own }) => ({
    title,
    roc: rocCurve(own, labels),
    pr: prCurve(own, labels),
  }));
  const drawn = all.flatMap(({ title, roc, pr }) => (roc && pr ? [{ title, roc, pr }] : []));
  return drawn.length > 0 ? drawn : null;
}

/** 1 for windows that hold no anomalous row, [windows]. */
const windowsWithoutEvent = ({ labels, ends }: ScoredRecording, windowLength: number): number[] =>
  Array.from(windowsApart(eventSpans(labels, ends), ends, { before: 0, after: windowLength - 1 }));
