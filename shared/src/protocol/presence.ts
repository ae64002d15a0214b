import { z } from 'zod';
import { Board } from './load.ts';
import { Name, Sha256, TimeMs } from './names.ts';
import { PlacementReport, PlacementWish } from './placement.ts';
import { ReleaseReport } from './release-phase.ts';
import { ReleaseWish, SignedDocument } from './signed.ts';

/**
 * `status`: retained, and the last will. A will counts only if its session number is the current one:
 * a broker may publish the will of an old connection after the new one has said it is online.
 */
export const Status = z.object({
  online: z.boolean(),
  /** Rises by one at every start of the agent; kept on disk. */
  session: z.int().min(0),
  bootId: z.string().max(64),
  agentVersion: z.string().max(32),
  at: TimeMs,
});
export type Status = z.infer<typeof Status>;

/** Where a stream's detector stands. */
export const StreamPhase = z.enum([
  'starting', // the bundle is being loaded and checked
  'filling', // the detector is ready, the first window is not complete
  'scoring', // windows are being scored
  'notScored', // rows arrive, but the window has a gap, a missing channel or a non-finite value
  'stale', // no row has arrived for longer than the stream allows
  'failed', // see errorCode; the other streams go on
]);
export type StreamPhase = z.infer<typeof StreamPhase>;

export const ChannelInfo = z.object({
  name: z.string().min(1).max(128),
  unit: z.string().max(32).nullable(),
});
export type ChannelInfo = z.infer<typeof ChannelInfo>;

/** How a stream's scores become alerts. */
export const DecisionKind = z.enum([
  'threshold', // the score itself against a level
  'cusum', // Page's cumulative sum of -ln p: finds small shifts that last
  'martingale', // conformal martingale of p-values, restarted at 1
]);
export type DecisionKind = z.infer<typeof DecisionKind>;

/** What a stream is judged by at present; levels and scores in calibrated units of the bundle. */
export const Judgement = z.object({
  decision: DecisionKind,
  /** The budget that the levels are set for. */
  alarmsPerDay: z.number().positive(),
  adaptive: z.boolean(),
  commissioning: z.enum([
    'collecting', // the manifest's values are in force until enough windows have come
    'commissioned', // fitted to this asset
    'refused', // this asset's scores lie outside the manifest's bounds
    'off', // not wanted
  ]),
  /** Windows collected so far, and needed. */
  windows: z.int().min(0),
  windowsNeeded: z.int().min(0),
  /** Of this asset's scores. */
  median: z.number(),
  spread: z.number().positive(),
  /** What is subtracted from each channel since it was re-zeroed; null where it was not. */
  zeroOffset: z.array(z.number()).max(1024).nullable(),
});
export type Judgement = z.infer<typeof Judgement>;

export const StreamReport = z.object({
  name: Name,
  area: z.string().max(64).nullable(),
  source: z.enum(['csv', 'mqtt', 'host', 'simulator', 'images']),
  /** Id of the active bundle: SHA-256 of its manifest's bytes. */
  modelDigest: Sha256.nullable(),
  modelName: z.string().max(128).nullable(),
  variant: z.string().max(64).nullable(),
  provider: z.string().max(32).nullable(),
  providerReason: z.string().max(256).nullable(),
  windowLength: z.int().min(1).nullable(),
  periodMs: z.int().min(1).nullable(),
  channels: z.array(ChannelInfo).max(1024),
  /** Raise level in calibrated units, (score - median) / spread. */
  threshold: z.number().nullable(),
  /** What the scores are judged by; null until the stream has a detector. */
  judgement: Judgement.nullable().default(null),
  phase: StreamPhase,
  errorCode: z.string().max(64).nullable(),
  errorText: z.string().max(512).nullable(),
  /** Faults that can be injected; empty unless the source is the simulator. */
  faults: z.array(z.string().max(64)).max(64),
  activeFault: z.string().max(64).nullable(),
  /** The last assignment that was heard, and what became of it; null while there was none. */
  release: ReleaseReport.nullable().default(null),
  /** Null: an agent that knows of no placement. */
  placement: PlacementReport.nullable().default(null),
});
export type StreamReport = z.infer<typeof StreamReport>;

/** An execution provider that this build of ONNX Runtime has and this machine does not run. */
export const UnusableProvider = z.object({
  provider: z.string().max(32),
  why: z.string().max(256),
});
export type UnusableProvider = z.infer<typeof UnusableProvider>;

/** `reported`: a whole document, retained, republished on every connect and on change. */
export const Reported = z.object({
  observedGeneration: z.int().min(0),
  at: TimeMs,
  streams: z.array(StreamReport).max(256),
  capabilities: z.object({
    /** That run on this machine, the runtime's own order. Of an older agent: all that its runtime names. */
    providers: z.array(z.string().max(32)).max(16),
    /** Those that its runtime names besides, and in words why they are not used. */
    unusableProviders: z.array(UnusableProvider).max(16).default([]),
    cpuCount: z.int().min(1),
    memoryBytes: z.int().min(0),
    arch: z.string().max(32),
    model: z.string().max(128).nullable(),
    board: Board.nullable().default(null),
  }),
});
export type Reported = z.infer<typeof Reported>;

/** How scores become alerts. Levels in calibrated units; null keeps the bundle's own value. */
export const DetectionPolicy = z.object({
  raiseLevel: z.number().nullable(),
  clearLevel: z.number().nullable(),
  /** The score must stay above the raise level for this long before an alert is raised. */
  onDelayMs: z.int().min(0).max(3_600_000),
  /** ... and below the clear level for this long before it is cleared. */
  offDelayMs: z.int().min(0).max(3_600_000),
  /** False alarms that an asset may raise a day; levels follow from it unless they are given. */
  alarmsPerDay: z.number().positive().max(10_000).nullable().default(null),
  decision: DecisionKind.nullable().default(null),
  /** Whether the level follows slow drift while no alarm stands, and whether the asset is commissioned. */
  adaptive: z.boolean().nullable().default(null),
  commissioning: z.boolean().nullable().default(null),
});
export type DetectionPolicy = z.infer<typeof DetectionPolicy>;

/** `desired`: a whole document, retained; only the hub's device room composes it. */
export const Desired = z.object({
  generation: z.int().min(1),
  /** `KeyList`s in the order of their versions, so that a device that missed one can follow. */
  keys: z.array(SignedDocument).max(16).optional(),
  streams: z.record(
    Name,
    z.object({
      policy: DetectionPolicy.nullable(),
      /** Absent: no assignment; the stream stays with what it runs. */
      release: ReleaseWish.optional(),
      /** Absent: the hub places nothing here; the device runs what was assigned. */
      placement: PlacementWish.optional(),
    }),
  ),
});
export type Desired = z.infer<typeof Desired>;
