import { z } from 'zod';
import { Sha256, TimeMs } from '../protocol/names.ts';
import { DetectorChoice } from './detector-choice.ts';
import { DetectorInput } from './detector-input.ts';

/**
 * How the score falls on normal data, from the variant's own calibration part.
 * Calibrated score = (score - median) / spread; everything else is in these units.
 */
export const Calibration = z.object({
  windows: z.int().min(1),
  median: z.number(),
  spread: z.number().positive(),
  /** Share of normal windows above `raiseLevel` that was asked for. */
  falseAlarmRate: z.number().min(0).max(1),
  /** False alarms of an asset in a day that were asked for; goes before `falseAlarmRate`. */
  alarmsPerDay: z.number().positive().optional(),
  raiseLevel: z.number(),
  clearLevel: z.number(),
  /**
   * So much higher the levels stand until a device has been fitted to its asset: most recordings that the
   * detector had not learned from scored no higher. 0 where it is not stated.
   */
  arrivalShift: z.number().min(0).optional(),
  /** Empirical quantiles at 0, 1/n, 2/n ... 1, rising: what conformal p-values are read from. */
  quantiles: z.array(z.number()).min(2).max(1001),
  /** Exponential tail above `start`: P(s > start + x) = share * exp(-x / meanExcess). */
  tail: z.object({
    start: z.number(),
    share: z.number().positive().max(1),
    meanExcess: z.number().positive(),
  }),
});
export type Calibration = z.infer<typeof Calibration>;

const FileEntry = z.object({ sha256: Sha256, sizeBytes: z.int().min(1) });

/**
 * `manifest.json` of a bundle (protocol.md, "The bundle"). The bundle's id is the SHA-256 of the file's
 * bytes as they are; they are never serialised anew.
 */
export const Manifest = z.object({
  format: z.literal(1),
  name: z.string().min(1).max(128),
  createdAt: TimeMs,
  /** What the score is made of: a `DetectorKind`, or one of a newer Lookout. */
  detector: z.string().max(32),
  architecture: z.string().max(32),
  variant: z.string().max(64),
  input: DetectorInput,
  latent: z.int().min(1),
  files: z.object({
    'model.onnx': FileEntry,
    'golden.json': FileEntry,
    'baselines.json': FileEntry,
  }),
  calibration: Calibration,
  /** Limits within which a device may fit the scale to its own asset. */
  commissioning: z.object({
    minWindows: z.int().min(1),
    medianBounds: z.tuple([z.number(), z.number()]),
    spreadBounds: z.tuple([z.number().positive(), z.number().positive()]),
  }),
  provenance: z.object({
    seed: z.int(),
    rows: z.int().min(1),
    windows: z.int().min(1),
    steps: z.int().min(0),
    trainLoss: z.number().nullable(),
    validationLoss: z.number().nullable(),
    parameters: z.int().min(0),
    data: z.array(z.object({ file: z.string(), sha256: Sha256, rows: z.int().min(0) })),
    /** Where its network was brought in: the ONNX file. */
    model: z.object({ file: z.string().max(256), sha256: Sha256 }).optional(),
    /** Where it was made of another bundle: its id, and the stages in between. */
    parent: z.object({ bundle: Sha256, stages: z.array(z.string().max(128)).max(32) }).optional(),
    /** Where the detector was not named but chosen. */
    choice: DetectorChoice.optional(),
  }),
});
export type Manifest = z.infer<typeof Manifest>;

/**
 * [windowLength, channels] or [channels, height, width], row-major, as numbers in engineering units; of a
 * frame its pixels, a byte each, in base64: the value of b is b / 255.
 */
const GoldenWindow = z.union([z.array(z.number()), z.object({ pixels: z.base64() })]);

/** `golden.json`: windows and the outputs expected of them, for the self-test on the device. */
export const Golden = z.object({
  /** Largest |output - expected| / max(1, |expected|) by provider. */
  tolerance: z.record(z.string(), z.number().positive()),
  windows: z
    .array(
      z.object({
        window: GoldenWindow,
        score: z.number(),
        channelError: z.array(z.number()),
        latentKl: z.array(z.number()),
      }),
    )
    .min(1),
});
export type Golden = z.infer<typeof Golden>;
