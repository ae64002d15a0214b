import type { StageFigures } from '@lookout/shared/protocol/compression';
import type {
  JobKind,
  JobStage,
  JobState,
  JobSummary,
  StageName,
} from '@lookout/shared/protocol/jobs';
import { formatBytes, formatLatency, formatNumber } from '../../components/format.ts';

export const kindWords: Readonly<Record<JobKind, string>> = {
  train: 'Training',
  compress: 'Compression',
};

export const stateWords: Readonly<Record<JobState, string>> = {
  queued: 'Waiting for a worker',
  running: 'Running',
  done: 'Done',
  infeasible: 'No detector meets the budget',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

const stageWords: Readonly<Record<StageName, string>> = {
  prepare: 'Prepare',
  train: 'Train',
  quantize: 'Quantize',
  distilPrune: 'Distil and prune',
  finalPrune: 'Final prune and fine-tune',
  recalibrate: 'Recalibrate',
  measure: 'Measure',
  report: 'Report',
};

/** A newer hub's stage has no words here yet: its name must do. */
export const stageTitle = (stage: string): string =>
  Object.entries(stageWords).find(([name]) => name === stage)?.[1] ?? stage;

/** What a list says of a job in one line: "Train, 43 %", or its state. */
export function progressText({ state, stages }: Pick<JobSummary, 'state' | 'stages'>): string {
  if (state !== 'running') return stateWords[state];
  const stage = stages.find((own) => own.state === 'running');
  return stage === undefined
    ? stateWords.running
    : `${stageTitle(stage.stage)}, ${percentOf(stage)}`;
}

/** Never "100 %" of what is not done. */
export const percentOf = ({ fraction }: Pick<JobStage, 'fraction'>): string =>
  `${Math.min(99, Math.floor(100 * fraction))} %`;

/** The readers of files name the options of the command line: so they are called in the form. */
const optionWords: readonly (readonly [string, string])[] = [
  ['--ignore', 'Columns that are no sensors'],
  ['--label', 'Label column'],
  ['--period', 'Sampling period'],
  ['--skip-missing', 'Leave out rows with an empty cell'],
  ['--window', 'Window'],
];

/** How the form calls what an error speaks of. */
export const formWords = (text: string): string[] =>
  optionWords.flatMap(([option, words]) =>
    text.includes(option) ? [`${option} is “${words}”`] : [],
  );

export interface FigureText {
  readonly title: string;
  readonly text: string;
}

/** What a stage measured, for people; an interval stands behind its figure. */
export function figureTexts(figures: StageFigures): FigureText[] {
  const { auroc, aurocLow, aurocHigh, loss, sizeBytes, p50Ms, macs, parameters } = figures;
  const interval =
    aurocLow === undefined || aurocHigh === undefined
      ? ''
      : ` (${aurocLow.toFixed(3)} to ${aurocHigh.toFixed(3)})`;
  return [
    ['AUROC', auroc === undefined ? null : `${auroc.toFixed(3)}${interval}`],
    ['Loss', loss === undefined ? null : formatNumber(loss)],
    ['Size', sizeBytes === undefined ? null : formatBytes(sizeBytes)],
    ['Latency p50', p50Ms === undefined ? null : formatLatency(1_000 * p50Ms)],
    ['MACs', macs === undefined ? null : counted(macs)],
    ['Parameters', parameters === undefined ? null : counted(parameters)],
  ].flatMap(([title, text]) => (title && text ? [{ title, text }] : []));
}

function counted(count: number): string {
  if (count < 10_000) return String(count);
  return count < 1e6 ? `${formatNumber(count / 1e3)} k` : `${formatNumber(count / 1e6)} M`;
}
