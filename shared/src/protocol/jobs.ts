import { z } from 'zod';
import {
  CompressionRequest,
  compressionStages,
  NormalThreshold,
  StageFigures,
} from './compression.ts';
import { TimeMs } from './names.ts';

// Long work on the hub's queue: what it is asked for, how far it is, what it made.

export const JobKind = z.enum(['train', 'compress']);
export type JobKind = z.infer<typeof JobKind>;

export const JobState = z.enum([
  'queued', // no worker has it yet, or the one that had it was stopped in order
  'running',
  'done',
  'infeasible', // ended well, but nothing meets the budget; the report shows what comes nearest
  'failed',
  'cancelled',
]);
export type JobState = z.infer<typeof JobState>;

/** What a worker may still turn to. */
export const isOpen = (state: JobState): boolean => state === 'queued' || state === 'running';

export const stagesOf = {
  train: ['prepare', 'train', 'report'],
  compress: compressionStages,
} as const satisfies Record<JobKind, readonly string[]>;

export type StageName = (typeof stagesOf)[JobKind][number];

/** Files that were uploaded for the job: CSV, any number that share their channels. */
export const UploadedData = z.object({
  kind: z.literal('uploads'),
  ids: z.array(z.uuid()).min(1).max(50),
});
/**
 * A data set of the hub's. To learn from: its parts for training and calibration. To judge by: its validation
 * part where it is learned from too, all of it where it is another.
 */
export const DatasetData = z.object({
  kind: z.literal('dataset'),
  name: z.string().trim().min(1).max(64),
  /** The hub fills it in: names may change while a job waits. */
  id: z.uuid().optional(),
});
export type DatasetData = z.infer<typeof DatasetData>;
export const JobData = z.discriminatedUnion('kind', [UploadedData, DatasetData]);
export type JobData = z.infer<typeof JobData>;

/** How the columns of the files are to be read. */
export const ReadingOptions = z.object({
  ignoreColumns: z.array(z.string().min(1).max(256)).max(200).default([]),
  timeColumn: z.string().min(1).max(256).nullable().default(null),
  /** For files without times. */
  periodMs: z.int().min(1).max(86_400_000).nullable().default(null),
  /** Leave rows with an empty cell out instead of refusing the file. */
  skipMissing: z.boolean().default(false),
});
export type ReadingOptions = z.infer<typeof ReadingOptions>;

export const TrainRequest = z.object({
  name: z.string().trim().min(1).max(64),
  windowLength: z.int().min(2).max(4096).default(10),
  threshold: NormalThreshold,
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1),
  /** At most; the recipe's where absent. */
  steps: z.int().min(1).max(1_000_000).optional(),
  labelColumn: z.string().min(1).max(256).optional(),
});
export type TrainRequest = z.infer<typeof TrainRequest>;

const inputs = {
  /** To learn from. */
  data: JobData,
  /**
   * To judge by: held-out recordings with labels. Null: the validation part of the data set, where that has
   * labels of both kinds; else a training has no AUROC, and a compression injects faults.
   */
  labelled: JobData.nullable().default(null),
  reading: ReadingOptions.prefault({}),
};
export const JobOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('train'), request: TrainRequest, ...inputs }),
  z.object({ kind: z.literal('compress'), request: CompressionRequest, ...inputs }),
]);
export type JobOrder = z.infer<typeof JobOrder>;
/** POST /api/jobs */
export type NewJob = z.input<typeof JobOrder>;

export const JobStage = z.object({
  stage: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'skipped']),
  fraction: z.number().min(0).max(1),
  message: z.string(),
  figures: StageFigures,
  startedAt: TimeMs.nullable(),
  finishedAt: TimeMs.nullable(),
  /** Which attempt at the job ran it: one that is older than the job's own was not run again. */
  attempt: z.int().nullable(),
});
export type JobStage = z.infer<typeof JobStage>;

export const JobSummary = z.object({
  id: z.uuid(),
  kind: JobKind,
  name: z.string(),
  state: JobState,
  createdBy: z.string(),
  createdAt: TimeMs,
  startedAt: TimeMs.nullable(),
  finishedAt: TimeMs.nullable(),
  worker: z.string().nullable(),
  /** How often a worker has taken it up; more than once where one was lost on the way. */
  attempt: z.int(),
  errorCode: z.string().nullable(),
  errorText: z.string().nullable(),
  stages: z.array(JobStage),
});
export type JobSummary = z.infer<typeof JobSummary>;

export const JobArtefact = z.object({
  name: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
  createdAt: TimeMs,
});
export type JobArtefact = z.infer<typeof JobArtefact>;

export const Job = JobSummary.extend({ order: JobOrder, artefacts: z.array(JobArtefact) });
export type Job = z.infer<typeof Job>;

export const JobDetail = z.object({ epoch: z.string(), revision: z.int(), job: Job });
export type JobDetail = z.infer<typeof JobDetail>;

export const JobPage = z.object({
  epoch: z.string(),
  revision: z.int(),
  /** What can be asked for here. */
  kinds: z.array(JobKind),
  jobs: z.array(JobSummary),
});
export type JobPage = z.infer<typeof JobPage>;

/** GET /api/jobs: the newest first. */
export const JobQuery = z.object({
  state: z.enum(['open', 'ended', 'all']).default('all'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type JobQuery = z.infer<typeof JobQuery>;

/** POST /api/uploads?name=pump.csv, the bytes as `application/octet-stream`. */
export const UploadQuery = z.object({
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^/\\\p{Cc}]+$/u, 'a file name without a folder'),
});
export type UploadQuery = z.infer<typeof UploadQuery>;

export const Upload = z.object({
  id: z.uuid(),
  name: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
  createdAt: TimeMs,
});
export type Upload = z.infer<typeof Upload>;

export const mostUploadBytes = 64 * 1024 * 1024;
