import { z } from 'zod';

// What a compression is asked for and what it tells on the way; the page, REST, the jobs and the command line
// share it.

/** Share of normal windows that may lie above the raise level. */
const ByRate = z.object({ kind: z.literal('falseAlarmRate'), rate: z.number().gt(0).lt(1) });
/** False alarms that an asset may raise in a day. */
const ByAlarms = z.object({ kind: z.literal('alarmsPerDay'), n: z.number().gt(0).max(10_000) });

/** What can be kept to with normal data alone. */
export const NormalThreshold = z.discriminatedUnion('kind', [ByRate, ByAlarms]);
export type NormalThreshold = z.infer<typeof NormalThreshold>;

/** How the raise level of the finished detector is chosen. */
export const ThresholdChoice = z.discriminatedUnion('kind', [
  ByRate,
  ByAlarms,
  /** What one false alarm and one missed event cost, in any currency. */
  z.object({
    kind: z.literal('costs'),
    falseAlarm: z.number().nonnegative(),
    miss: z.number().nonnegative(),
    /** Real events in a year; without it, as often as in the labelled recordings. */
    eventsPerYear: z.number().gt(0).optional(),
  }),
]);
export type ThresholdChoice = z.infer<typeof ThresholdChoice>;

/** Null: no limit. */
export const CompressionBudget = z.object({
  /** Median of one window at batch 1, one thread. */
  maxLatencyMs: z.number().gt(0).max(60_000).nullable().default(null),
  /** Of the model file; 1 kB = 1000 bytes. */
  maxModelKb: z.number().gt(0).max(1_000_000).nullable().default(null),
  /** Against the detector that is compressed. */
  maxAurocDrop: z.number().min(0).max(0.5).default(0.01),
});
export type CompressionBudget = z.infer<typeof CompressionBudget>;

export const CompressionTarget = z.enum(['cpu', 'gpu', 'both']);
export type CompressionTarget = z.infer<typeof CompressionTarget>;

export const CompressionRequest = z.object({
  /** Of the detector that is made. */
  name: z.string().trim().min(1).max(64),
  /**
   * The bundle that is compressed: `upload:ID` or `job:ID/bundle.zip` on the hub, its folder on the command
   * line. The engine gets its bytes; this is where they came from.
   */
  base: z.object({ kind: z.literal('bundle'), artefact: z.string().min(1).max(4096) }),
  budget: CompressionBudget,
  target: CompressionTarget.default('both'),
  threshold: ThresholdChoice,
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1),
  /** Column that holds 1 for anomalous rows. */
  labelColumn: z.string().min(1).max(256).optional(),
});
export type CompressionRequest = z.infer<typeof CompressionRequest>;

/** In the order in which they run. */
export const compressionStages = [
  'prepare',
  'quantize',
  'distilPrune',
  'finalPrune',
  'recalibrate',
  'measure',
  'report',
] as const;

/** What a stage measured; what is absent was not measured. */
export const StageFigures = z.object({
  auroc: z.number().optional(),
  /** 95 % confidence interval. */
  aurocLow: z.number().optional(),
  aurocHigh: z.number().optional(),
  loss: z.number().optional(),
  sizeBytes: z.number().optional(),
  p50Ms: z.number().optional(),
  macs: z.number().optional(),
  parameters: z.number().optional(),
});
export type StageFigures = z.infer<typeof StageFigures>;
