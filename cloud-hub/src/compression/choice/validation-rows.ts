import { type ChannelLevel, channelLevels } from '@lookout/shared/detector/faults/channel-level';
import { faultKinds } from '@lookout/shared/detector/faults/fault';
import { faultPlan, type PlannedFault } from '@lookout/shared/detector/faults/fault-plan';
import {
  countRows,
  normalRows,
  type Recording,
  splitRows,
} from '@lookout/shared/detector/recording';
import { chooseTrainingRows, countWindows, type TrainingRows } from '../bundle/training-rows.ts';
import { TrainError } from '../training/train-error.ts';

/** A clean three-way split by time: fit, then calibrate, then judge. */
export interface ValidationRows {
  readonly learn: TrainingRows;
  /** Later normal rows, into which the faults are injected. */
  readonly judge: readonly Recording[];
  readonly faults: readonly PlannedFault[];
  /** σ of the channels that the faults are scaled by. */
  readonly levels: readonly ChannelLevel[];
  /** For people. */
  readonly judgedOn: string;
}

const judgeShare = 0.2;
/** As few normal windows as a score is calibrated on. */
const minWindows = 50;
/** Faults of each kind: enough that their draw moves the mean by little, and scored in a few seconds. */
const eventsPerKind = 96;

/**
 * Sets apart the last fifth of every recording, so that each operating point is learned and judged; where
 * that leaves too little, the last fifth of them all; where even that does, the rows that calibrate. Null
 * where the recordings are too short for any of it, or so full of gaps that no fault fits.
 * @throws TrainError `too_few_windows` where there are too few even for training
 */
export function chooseValidationRows(
  recordings: readonly Recording[],
  windowLength: number,
  seed: number,
): ValidationRows | null {
  const whole = chooseTrainingRows(recordings, windowLength);
  const normal = recordings.map(normalRows);
  const levels = channelLevels(normal);
  const options = { windowLength, seed, levels, eventsPerKind };
  const enough = (eventsPerKind * faultKinds.length) / 2;
  for (const { learn, judge, name } of splits(normal, whole, windowLength)) {
    if (countWindows(judge, windowLength) < minWindows) continue;
    const faults = faultPlan(judge, options);
    if (faults.length < enough) continue;
    const judgedOn = `${name} (${countRows(judge)} normal rows, ${faults.length} injected faults)`;
    return { learn, judge, faults, levels, judgedOn };
  }
  return null;
}

interface Split {
  readonly learn: TrainingRows;
  readonly judge: readonly Recording[];
  readonly name: string;
}

function* splits(
  normal: readonly Recording[],
  whole: TrainingRows,
  windowLength: number,
): Generator<Split> {
  const each = normal.map((recording) => splitRows([recording], 1 - judgeShare));
  const perRecording = {
    first: each.flatMap(({ first }) => first),
    last: each.flatMap(({ last }) => last),
  };
  const cuts = [
    { ...perRecording, name: 'the last fifth of each recording' },
    { ...splitRows(normal, 1 - judgeShare), name: 'the last fifth of all recordings together' },
  ];
  for (const { first, last, name } of cuts) {
    const learn = trainingRowsOf(first, windowLength);
    if (learn) yield { learn, judge: last, name };
  }
  yield {
    learn: whole,
    judge: whole.calibrate,
    name: 'the rows that also calibrate the score, because there are too few to set some apart',
  };
}

function trainingRowsOf(
  recordings: readonly Recording[],
  windowLength: number,
): TrainingRows | null {
  try {
    return chooseTrainingRows(recordings, windowLength);
  } catch (error) {
    if (error instanceof TrainError && error.code === 'too_few_windows') return null;
    throw error;
  }
}
