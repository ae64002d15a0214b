import { z } from 'zod';
import { Sha256, TimeMs } from './names.ts';

// Which variant of its release a stream runs, and on which execution provider (CPU or GPU, by load).

/** Names of `onnxruntime-node`'s own list of backends. */
export const ProviderName = z.string().regex(/^[a-z0-9]{1,32}$/, 'expected cpu, cuda, tensorrt …');
export const processorOf = (provider: string): 'cpu' | 'gpu' =>
  provider === 'cpu' ? 'cpu' : 'gpu';

const Processor = z.enum(['cpu', 'gpu']);

/** One variant on one provider as this device measured it, when it was idle. */
export const VariantProfile = z.object({
  variant: z.string().max(64),
  bundle: Sha256,
  provider: ProviderName,
  measuredAt: TimeMs,
  /** False: the machine did not become idle in time, and the figures are those of a busy one. */
  idle: z.boolean(),
  /** One window at a time; null where it did not run. */
  p50Us: z.number().positive().nullable(),
  p95Us: z.number().positive().nullable(),
  /** From opening the file to the first score. */
  firstRunUs: z.number().positive().nullable(),
  peakMemoryBytes: z.int().min(0).nullable(),
  /**
   * What the board takes for one window of a stream, and more than with nothing loaded while it waits for one;
   * null where its power is not metered.
   */
  windowMillijoules: z.number().min(0).nullable().default(null),
  awakeMilliwatts: z.number().min(0).nullable().default(null),
  /** What the network itself does, for predictions: share of the run that other cores' load stretches. */
  usable: z.enum([
    'yes',
    'fellBack', // the provider took none of its nodes: it ran on the CPU and said nothing
    'wrongScore', // its golden windows came out other than they must
    'failed', // it did not load, or ended the process
    'absent', // this device's runtime has no such provider, or has lost it
  ]),
  /** In words, with figures; why it is not usable, or where its nodes ran. */
  detail: z.string().max(256),
  /** As evaluated where the variant was made; the tie-break. */
  auroc: z.number().min(0).max(1).nullable(),
});
export type VariantProfile = z.infer<typeof VariantProfile>;

/** Of a device without a power meter, in a profile's words. */
export const notMetered = { windowMillijoules: null, awakeMilliwatts: null } as const;

/** What the operator wants. Limits have the field's usual values as defaults (facts.md, "Jetson"). */
export const PlacementPolicy = z.object({
  /** Run this and nothing else, whatever the load; given up only where it cannot run at all. */
  pin: z
    .object({ variant: z.string().max(64), provider: ProviderName.nullable() })
    .nullable()
    .default(null),
  /** Taken wherever it meets the deadline and the limits. */
  prefer: Processor.nullable().default(null),
  /** Never used while anything else can run. */
  forbid: z.array(Processor).max(2).default([]),
  /** Among those that meet the deadline, the one that takes least energy. */
  powerSaving: z.boolean().default(false),
  /** p95 of a window's lag may take this share of the stream's stride ... */
  deadlineShare: z.number().gt(0).max(1).default(0.5),
  /** ... or this, where it is given. */
  deadlineMs: z.number().positive().nullable().default(null),
  /** The GPU is left when others use more of it than this, and taken again below the second figure. */
  leaveGpuPercent: z.number().min(0).max(100).default(80),
  returnGpuPercent: z.number().min(0).max(100).default(50),
  /** The same for the distance to the throttling trip point. */
  leaveHeadroomC: z.number().default(5),
  returnHeadroomC: z.number().default(12),
  /** Below this distance to the critical trip point nothing waits. */
  criticalHeadroomC: z.number().default(3),
  /** Memory that must stay free with the variant loaded. */
  minFreeMemoryBytes: z
    .int()
    .min(0)
    .default(128 * 1024 * 1024),
  /** How long a condition must last before it is acted upon. */
  leaveAfterMs: z.int().min(0).default(15_000),
  returnAfterMs: z.int().min(0).default(60_000),
  /** No switch sooner after the last one, and no more than so many an hour; urgent ones excepted. */
  dwellMs: z.int().min(0).default(120_000),
  maxSwitchesPerHour: z.int().min(0).max(60).default(6),
});
export type PlacementPolicy = z.infer<typeof PlacementPolicy>;

export const PlacementCode = z.enum([
  'onlyOne', // nothing to choose from
  'pinned',
  'policy', // preferred, forbidden or power saving
  'deadline', // the other one would miss it, or has missed it
  'faster', // both meet the deadline comfortably, but this one much more so, or neither does
  'gpuBusy',
  'heat',
  'critical', // close to the critical trip point
  'overCurrent',
  'memory',
  'providerLost',
  'small', // so small that the CPU serves it best
  'energy', // measured: this one takes less
  'quality', // equal in everything else
  'dwell', // another one would be better, but it has just switched
  'capped', // too many switches an hour: it holds and tells
  'unprofiled', // nothing was measured yet
]);
export type PlacementCode = z.infer<typeof PlacementCode>;

/** One choice and the reason for it, in one sentence. */
export const PlacementChoice = z.object({
  variant: z.string().max(64),
  provider: ProviderName,
  code: PlacementCode,
  reason: z.string().max(256),
});
export type PlacementChoice = z.infer<typeof PlacementChoice>;

/** In `desired`, per stream. Not signed: it chooses among variants of a release that is. */
export const PlacementWish = z.object({
  /** Rises with every choice of the hub for this stream. */
  number: z.int().min(0),
  /** The release whose variants it names: one for another release is not followed. */
  release: Sha256.nullable(),
  /** Null: the hub has not chosen yet; the device's own guard decides until then. */
  choice: PlacementChoice.nullable(),
  /** For the device's guard. */
  policy: PlacementPolicy,
});
export type PlacementWish = z.infer<typeof PlacementWish>;

/** What a change of variant did, for the log and the page. */
export const SwitchReport = z.object({
  at: TimeMs,
  from: z.object({ variant: z.string().max(64), provider: ProviderName }),
  to: z.object({ variant: z.string().max(64), provider: ProviderName }),
  by: z.enum(['hub', 'guard']),
  code: PlacementCode,
  reason: z.string().max(256),
  /** Of the same windows, while both ran: how many, the share on the same side of their raise levels ... */
  windows: z.int().min(0),
  agreement: z.number().min(0).max(1).nullable(),
  /** ... and the largest difference of their calibrated scores. */
  maxScoreDifference: z.number().min(0).nullable(),
  /** From the decision to the first window judged by the new one. */
  tookMs: z.number().min(0),
});
export type SwitchReport = z.infer<typeof SwitchReport>;

/** In `reported`, per stream. */
export const PlacementReport = z.object({
  /** The hub's choice that is followed; 0: none. */
  number: z.int().min(0),
  release: Sha256.nullable(),
  running: PlacementChoice.nullable(),
  by: z.enum(['hub', 'guard', 'install']),
  since: TimeMs,
  /** Of the running release: each variant on each provider that this device has. */
  profiles: z.array(VariantProfile).max(256),
  /** Variants of the release that are not on the disk yet, or cannot be had. */
  missing: z
    .array(
      z.object({
        variant: z.string().max(64),
        why: z.string().max(256),
        /** It is on its way, or waits for its turn: nothing is wrong. */
        isComing: z.boolean().default(false),
      }),
    )
    .max(16),
  lastSwitch: SwitchReport.nullable(),
  /** Within the last hour. */
  switches: z.int().min(0),
  /** When a lost provider is tried again; null while none is lost. */
  retryAt: TimeMs.nullable(),
});
export type PlacementReport = z.infer<typeof PlacementReport>;
