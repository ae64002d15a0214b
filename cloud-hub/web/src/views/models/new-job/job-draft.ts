import type {
  CompressionTarget,
  NormalThreshold,
  ThresholdChoice,
} from '@lookout/shared/protocol/compression';
import type { JobData, JobKind, NewJob } from '@lookout/shared/protocol/jobs';

/** A number as its field holds it: text while it is empty or half typed. */
export type NumberText = string | number;
export type ThresholdKind = ThresholdChoice['kind'];

/** A job as the form holds it; the files are uploaded when it is started. */
export interface JobDraft {
  readonly kind: JobKind;
  readonly name: string;
  /** `job:ID/bundle.zip`, or empty: the ZIP file beside it. */
  readonly base: string;
  /** Name of the data set that is learned from, or empty: files. */
  readonly dataset: string;
  /** Name of the one that is judged by, or empty: files, or what the data set sets apart. */
  readonly labelledDataset: string;
  readonly labelColumn: string;
  /** Names of columns that are no sensors, separated by commas. */
  readonly ignore: string;
  readonly periodMs: NumberText;
  readonly skipMissing: boolean;
  readonly windowLength: NumberText;
  readonly maxLatencyMs: NumberText;
  readonly maxModelKb: NumberText;
  readonly maxAurocDrop: NumberText;
  readonly target: CompressionTarget;
  readonly threshold: ThresholdKind;
  /** Per cent of normal windows. */
  readonly ratePercent: NumberText;
  readonly alarmsPerDay: NumberText;
  readonly costFalseAlarm: NumberText;
  readonly costMiss: NumberText;
  readonly eventsPerYear: NumberText;
  readonly seed: NumberText;
}

export const emptyDraft = (kind: JobKind): JobDraft => ({
  kind,
  name: '',
  base: '',
  dataset: '',
  labelledDataset: '',
  labelColumn: '',
  ignore: '',
  periodMs: '',
  skipMissing: false,
  windowLength: 10,
  maxLatencyMs: '',
  maxModelKb: '',
  maxAurocDrop: 0.01,
  target: 'both',
  threshold: 'falseAlarmRate',
  ratePercent: 0.3,
  alarmsPerDay: 1,
  costFalseAlarm: 1,
  costMiss: 100,
  eventsPerYear: '',
  seed: 1,
});

/** What was uploaded for it. */
export interface UploadedFiles {
  readonly data: readonly string[];
  readonly labelled: readonly string[];
  /** The base, where it is a file. */
  readonly bundle: string | null;
}

export function orderOf(draft: JobDraft, { data, labelled, bundle }: UploadedFiles): NewJob {
  const inputs = {
    data: sourceOf(draft.dataset, data),
    labelled:
      draft.labelledDataset === '' && labelled.length === 0
        ? null
        : sourceOf(draft.labelledDataset, labelled),
    reading: {
      ignoreColumns: draft.ignore
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
      periodMs: numberOf(draft.periodMs),
      skipMissing: draft.skipMissing,
    },
  };
  const label = draft.labelColumn.trim();
  const common = {
    name: draft.name.trim(),
    seed: numberOf(draft.seed) ?? 1,
    ...(label !== '' && { labelColumn: label }),
  };
  if (draft.kind === 'train')
    return {
      kind: 'train',
      request: {
        ...common,
        windowLength: numberOf(draft.windowLength) ?? 10,
        threshold: normalThresholdOf(draft),
      },
      ...inputs,
    };
  return {
    kind: 'compress',
    request: {
      ...common,
      base: { kind: 'bundle', artefact: bundle === null ? draft.base : `upload:${bundle}` },
      budget: {
        maxLatencyMs: numberOf(draft.maxLatencyMs),
        maxModelKb: numberOf(draft.maxModelKb),
        maxAurocDrop: numberOf(draft.maxAurocDrop) ?? 0.01,
      },
      target: draft.target,
      threshold: thresholdOf(draft),
    },
    ...inputs,
  };
}

const sourceOf = (dataset: string, ids: readonly string[]): JobData =>
  dataset === '' ? { kind: 'uploads', ids: [...ids] } : { kind: 'dataset', name: dataset };

function normalThresholdOf(draft: JobDraft): NormalThreshold {
  return draft.threshold === 'alarmsPerDay'
    ? { kind: 'alarmsPerDay', n: numberOf(draft.alarmsPerDay) ?? 1 }
    : { kind: 'falseAlarmRate', rate: (numberOf(draft.ratePercent) ?? 0.3) / 100 };
}

function thresholdOf(draft: JobDraft): ThresholdChoice {
  if (draft.threshold !== 'costs') return normalThresholdOf(draft);
  const eventsPerYear = numberOf(draft.eventsPerYear);
  return {
    kind: 'costs',
    falseAlarm: numberOf(draft.costFalseAlarm) ?? 1,
    miss: numberOf(draft.costMiss) ?? 100,
    ...(eventsPerYear !== null && { eventsPerYear }),
  };
}

const numberOf = (text: NumberText): number | null => (text === '' ? null : Number(text));
