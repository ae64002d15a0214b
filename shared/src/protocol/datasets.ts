import { z } from 'zod';
import { Name, TimeMs } from './names.ts';

// Named recordings, as the browser and scripts see them.

export const DatasetName = z
  .string()
  .trim()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} ._()-]{0,63}$/u,
    'expected 1 to 64 letters, digits, blanks and . _ - ( ), beginning with a letter or digit',
  );

const Note = z.string().trim().max(500);

export const DatasetChannel = z.object({ name: z.string(), unit: z.string().nullable() });
export type DatasetChannel = z.infer<typeof DatasetChannel>;

export const partNames = ['train', 'calibration', 'validation'] as const;
export type PartName = (typeof partNames)[number];

const Share = z.number().min(0).max(1);

/** Shares of the rows, in order of time: the earliest train, the latest validate. */
export const DatasetSplit = z
  .object({
    train: Share,
    calibration: Share,
    validation: Share,
    /** Rows left out between two parts, so that no window has rows of both: a window's length. */
    gapRows: z.int().min(0).max(100_000),
  })
  .refine(
    ({ train, calibration, validation }) => Math.abs(train + calibration + validation - 1) < 1e-6,
    'the shares must add up to 1',
  )
  .refine(({ train }) => train > 0, 'something must be left to train on');
export type DatasetSplit = z.infer<typeof DatasetSplit>;

export const defaultSplit: DatasetSplit = {
  train: 0.6,
  calibration: 0.2,
  validation: 0.2,
  gapRows: 64,
};

/** Which rows of one recording belong to a part: `from` up to, without, `to`. */
export const PartRange = z.object({
  part: z.enum(partNames),
  recording: z.int(),
  from: z.int(),
  to: z.int(),
});
export type PartRange = z.infer<typeof PartRange>;

export const DatasetSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upload') }),
  z.object({ kind: z.literal('capture'), device: Name, stream: Name }),
]);
export type DatasetSource = z.infer<typeof DatasetSource>;

export const Dataset = z.object({
  id: z.uuid(),
  name: z.string(),
  source: DatasetSource,
  channels: z.array(DatasetChannel),
  periodMs: z.int(),
  rows: z.int(),
  /** Null where the rows carry no times. */
  fromAt: TimeMs.nullable(),
  toAt: TimeMs.nullable(),
  recordings: z.array(
    z.object({
      file: z.string(),
      sha256: z.string(),
      rows: z.int(),
      fromAt: TimeMs.nullable(),
      toAt: TimeMs.nullable(),
      /** Rows are labelled 0 = normal, 1 = anomalous; null: all normal. */
      anomalousRows: z.int().nullable(),
    }),
  ),
  split: DatasetSplit,
  parts: z.array(PartRange),
  note: z.string(),
  /** What a person should know about the rows, one sentence each. */
  warnings: z.array(z.string()),
  createdAt: TimeMs,
  createdBy: z.string(),
  /** Since a detector was made of it, its split and rows stay as they are. */
  usedAt: TimeMs.nullable(),
});
export type Dataset = z.infer<typeof Dataset>;

/** Query of POST /api/datasets, whose body is a CSV file. */
export const UploadQuery = z.object({
  name: DatasetName,
  file: z.string().min(1).max(200),
  note: Note.default(''),
  label: z.string().max(128).optional(),
  /** Columns that are no sensors, set apart by commas. */
  ignore: z.string().max(4096).optional(),
  time: z.string().max(128).optional(),
  periodMs: z.coerce.number().int().min(1).max(86_400_000).optional(),
  skipMissing: z.stringbool().default(false),
});
export type UploadQuery = z.infer<typeof UploadQuery>;

/** Query of POST /api/datasets/:id/recordings: one more file of the same kind. */
export const RecordingQuery = UploadQuery.omit({ name: true, note: true });
export type RecordingQuery = z.infer<typeof RecordingQuery>;

export const maxUploadBytes = 128 * 1024 * 1024;

/** What is left out stays. */
export const DatasetChange = z.object({ name: DatasetName.optional(), note: Note.optional() });
export type DatasetChange = z.infer<typeof DatasetChange>;

export const PreviewQuery = z.object({
  points: z.coerce.number().int().min(10).max(2000).default(400),
});
export type PreviewQuery = z.infer<typeof PreviewQuery>;

/** The least and greatest value of every channel in stretches of rows, all recordings in a row. */
export const DatasetPreview = z.object({
  /** First row of each stretch, counted through all recordings. */
  row: z.array(z.int()),
  /** Its time; null without times. */
  at: z.array(TimeMs).nullable(),
  /** [channels][stretches] */
  min: z.array(z.array(z.number())),
  max: z.array(z.array(z.number())),
});
export type DatasetPreview = z.infer<typeof DatasetPreview>;

export const CaptureState = z.enum([
  'waiting', // the device has not sent anything yet, or is away
  'running', // chunks come
  'complete', // it is a data set
  'failed',
  'cancelled',
  'expired',
]);
export type CaptureState = z.infer<typeof CaptureState>;

/** A stretch of raw samples that a device is asked for. */
export const Capture = z.object({
  id: z.uuid(),
  device: Name,
  stream: Name,
  fromAt: TimeMs,
  toAt: TimeMs,
  /** Of the data set to be. */
  name: z.string(),
  state: CaptureState,
  /** Chunks; null until the first has come. */
  total: z.int().nullable(),
  received: z.int(),
  receivedBytes: z.int(),
  /** Why it failed, or what it lacks. */
  detail: z.string().nullable(),
  dataset: z.uuid().nullable(),
  createdAt: TimeMs,
  createdBy: z.string(),
  expiresAt: TimeMs,
  endedAt: TimeMs.nullable(),
});
export type Capture = z.infer<typeof Capture>;

export const NewCapture = z
  .object({
    device: Name,
    stream: Name,
    fromAt: TimeMs,
    toAt: TimeMs,
    name: DatasetName,
    note: Note.default(''),
  })
  .refine(({ fromAt, toAt }) => fromAt < toAt, 'fromAt must be before toAt');
export type NewCapture = z.infer<typeof NewCapture>;

/** GET /api/datasets: the newest first, with the position of the room `datasets`. */
export const DatasetList = z.object({
  epoch: z.string(),
  revision: z.int(),
  datasets: z.array(Dataset),
  /** Under way, and those that ended in the last day. */
  captures: z.array(Capture),
});
export type DatasetList = z.infer<typeof DatasetList>;
