import type { DetectorCandidate, DetectorChoice } from '@lookout/shared/bundle/detector-choice';
import { detectorTitles, TrainedKind } from '@lookout/shared/detector/detector-kind';
import { faultyWindows } from '@lookout/shared/detector/faults/fault-windows';
import type { Recording } from '@lookout/shared/detector/recording';
import { plausibleRows } from '@lookout/shared/detector/sensor-limits';
import { gatherWindows, windowEnds, windowLabels } from '@lookout/shared/detector/windows';
import { assembleDetector } from '../bundle/assemble-detector.ts';
import { DetectorSession } from '../bundle/detector-session.ts';
import { type FittedStatistics, fitStatistics } from '../bundle/fit-statistics.ts';
import type { TrainBundleRequest } from '../bundle/train-bundle.ts';
import { collectWindows } from '../bundle/training-rows.ts';
import { judgeCandidate } from './judge-candidate.ts';
import { ranked, recommend } from './recommend.ts';
import { chooseValidationRows, type ValidationRows } from './validation-rows.ts';

/** How far a comparison has come, 0 to 1, and what it is doing. */
export type ChoiceProgress = (done: number, doing: string) => void;

/** Windows of one class that are scored: more would not move an AUROC by its noise. */
const maxWindows = 2_000;
/** Fewer windows on labelled rows say nothing. */
const minLabelled = 20;
/** Of the time, what training the network takes. */
const trainingShare = 0.8;

/**
 * Compares all kinds of detector on later rows than they were fitted and calibrated to: how well each tells
 * injected faults, and the rows that were labelled anomalous, from normal operation. The network is trained
 * once for all that need it, and each is scored with the graph that would be shipped.
 * @throws TrainError where the rows are too few or cannot be learned from; the signal's reason
 */
export async function chooseDetector(
  request: TrainBundleRequest,
  onProgress: ChoiceProgress = () => {},
  signal?: AbortSignal,
): Promise<DetectorChoice> {
  const { windowLength, seed, network = {} } = request;
  const channelNames = request.channels.map(({ name }) => name);
  const ranges = channelNames.map((name) => request.ranges?.get(name) ?? null);
  const plausible = request.recordings.map((recording) => plausibleRows(recording, ranges));
  const rows = chooseValidationRows(plausible, windowLength, seed);
  if (rows === null) return { ...recommend([]), judgedOn: 'nothing: too few rows', candidates: [] };
  const fitted = await fitStatistics(
    rows.learn,
    { windowLength, channelNames, seed, network, needsNetwork: true },
    ({ step, steps }) => onProgress((trainingShare * step) / steps, `step ${step} of ${steps}`),
    signal,
  );
  const windows = validationWindows(rows, plausible, windowLength);
  const candidates: DetectorCandidate[] = [];
  for (const kind of TrainedKind.options) {
    signal?.throwIfAborted();
    const done = candidates.length / TrainedKind.options.length;
    onProgress(trainingShare + (1 - trainingShare) * done, detectorTitles[kind]);
    candidates.push(await judge(kind, fitted, windows));
  }
  const order = ranked(candidates);
  return { ...recommend(order), judgedOn: rows.judgedOn, candidates: order };
}

interface ValidationWindows {
  readonly normal: Float32Array;
  readonly faults: readonly {
    readonly kind: ValidationRows['faults'][number]['kind'];
    readonly windows: Float32Array;
  }[];
  readonly labelled: Float32Array | null;
}

function validationWindows(
  { judge, faults, levels }: ValidationRows,
  recordings: readonly Recording[],
  windowLength: number,
): ValidationWindows {
  return {
    normal: collectWindows(judge, windowLength, maxWindows).windows,
    faults: faults.map((fault) => ({
      kind: fault.kind,
      windows: faultyWindows(judge, fault, windowLength, levels),
    })),
    labelled: labelledWindows(recordings, windowLength),
  };
}

/** Windows that end on a row labelled anomalous, evenly spaced where there are many. */
function labelledWindows(
  recordings: readonly Recording[],
  windowLength: number,
): Float32Array | null {
  const found = recordings.map((recording) => {
    const ends = windowEnds(recording, windowLength);
    const labels = windowLabels(recording, ends);
    return { recording, ends: ends.filter((_, i) => labels[i] === 1) };
  });
  const count = found.reduce((sum, { ends }) => sum + ends.length, 0);
  if (count < minLabelled) return null;
  const stride = Math.ceil(count / maxWindows);
  const parts = found.map(({ recording, ends }) =>
    gatherWindows(
      recording,
      ends.filter((_, i) => i % stride === 0),
      windowLength,
    ),
  );
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

async function judge(
  kind: TrainedKind,
  fitted: FittedStatistics,
  windows: ValidationWindows,
): Promise<DetectorCandidate> {
  // The false-alarm rate only sets the alarm level; what is judged here is the order of the scores.
  const { model } = await assembleDetector(fitted, kind, 0.01);
  const shape = { windowLength: fitted.windowLength, channels: fitted.scaling.length };
  await using session = await DetectorSession.open(model, shape);
  const score = async (some: Float32Array) => [...(await session.score(some)).score];
  const faults = [];
  for (const fault of windows.faults)
    faults.push({ kind: fault.kind, scores: await score(fault.windows) });
  return judgeCandidate(kind, {
    normal: await score(windows.normal),
    faults,
    labelled: windows.labelled && (await score(windows.labelled)),
  });
}
