import { z } from 'zod';
import { Name, Sha256, TimeMs } from './names.ts';
import { InstallFigures, ReleasePhase, ReleaseReason } from './release-phase.ts';

/** One channel behind an alert, at the worst row of the window: measured against reconstructed. */
export const ChannelEvidence = z.object({
  channel: z.string().max(128),
  unit: z.string().max(32).nullable(),
  value: z.number().nullable(),
  expected: z.number().nullable(),
  /** Share of the window's error that this channel bears, 0 to 1. */
  share: z.number().min(0).max(1),
});
export type ChannelEvidence = z.infer<typeof ChannelEvidence>;

/** What every record carries. `at` is the time of the window's last row and never changes in a retry. */
const common = {
  seq: z.int().min(1),
  at: TimeMs,
  /** The recording's own time, where a CSV replay moved it to now. */
  sourceAt: TimeMs.nullable(),
  clockOffsetMs: z.int().nullable(),
  clock: z.enum(['synchronized', 'unsynchronized', 'unknown']),
  bootId: z.string().max(64),
  /** True when the record was still waiting when a connection began. */
  replayed: z.boolean(),
};
const ofStream = { ...common, stream: Name };
const judged = {
  ...ofStream,
  modelDigest: Sha256,
  variant: z.string().max(64),
  /** Raise level in force, calibrated units. */
  threshold: z.number(),
};
const alert = {
  ...judged,
  /** Chosen once, by the device. */
  alertId: z.uuid(),
  /** Calibrated score of the record's window, and the highest since the alert began. */
  score: z.number(),
  peakScore: z.number(),
  /** Empty where the detector judges a frame as a whole and cannot say what it expected. */
  channels: z.array(ChannelEvidence).max(16),
};

export const AlertPriority = z.enum(['high', 'medium', 'low']);
export type AlertPriority = z.infer<typeof AlertPriority>;

export const Raised = z.object({
  type: z.literal('raised'),
  ...alert,
  /** The first window above the raise level; `at` is later by the on-delay. */
  since: TimeMs,
  priority: AlertPriority,
});
export const Updated = z.object({ type: z.literal('updated'), ...alert, priority: AlertPriority });
export const Cleared = z.object({
  type: z.literal('cleared'),
  ...alert,
  reason: z.enum(['returned', 'reset', 'stopped', 'sensorFault']),
});
/** A sensor that cannot be believed: its own kind, never a process anomaly. */
export const SensorFault = z.object({
  type: z.literal('sensorFault'),
  ...ofStream,
  faultId: z.uuid(),
  channel: z.string().max(128),
  unit: z.string().max(32).nullable(),
  fault: z.enum(['stuck', 'outOfRange', 'missing']),
  active: z.boolean(),
  value: z.number().nullable(),
  /** One sentence in words, with the limit. */
  detail: z.string().max(256),
});
/** The judge of a stream was moved: by drift, on arrival at an asset, or by an operator's act. */
export const Adapted = z.object({
  type: z.literal('adapted'),
  ...ofStream,
  modelDigest: Sha256,
  variant: z.string().max(64),
  reason: z.enum([
    'commissioned', // scale and tail of the score were fitted to this asset's own normal data
    'refused', // this asset's scores lie outside the bounds of the manifest: its values stay in force
    'drift', // the adaptive level has moved noticeably since it was last told
    'reset', // "this is the new normal": the alert was cleared, and commissioning began anew
    'rezeroed', // as reset, and the sensors' zero was moved to where they stand now
    'restored', // back to the manifest's own values
  ]),
  /** Raise level before and after, calibrated units of the bundle. */
  fromLevel: z.number(),
  toLevel: z.number(),
  /** Windows that the new level rests on; null where it does not rest on any. */
  windows: z.int().min(0).nullable(),
  /** Who asked for it; null where the device did it by itself. */
  by: z.string().max(128).nullable(),
  /** One sentence in words. */
  detail: z.string().max(512),
});
export const CommandResult = z.object({
  type: z.literal('commandResult'),
  ...common,
  commandId: z.uuid(),
  ok: z.boolean(),
  detail: z.string().max(512),
});
/** A release has come to another phase on a stream. */
export const Phase = z.object({
  type: z.literal('phase'),
  ...ofStream,
  sequence: z.int().min(0),
  release: Sha256.nullable(),
  variant: z.string().max(64).nullable(),
  phase: ReleasePhase,
  reason: ReleaseReason.nullable(),
  figures: InstallFigures.nullable(),
});
/** Records that were dropped, or lost with a damaged queue file. */
export const Gap = z.object({
  type: z.literal('gap'),
  ...common,
  lane: z.enum(['events', 'scores']),
  /** Of `gapQueueId`, which is another queue when a damaged file was set aside. */
  gapQueueId: z.string().max(64),
  ranges: z.array(z.tuple([z.int(), z.int()])).max(256),
  count: z.int().min(0).nullable(),
  fromAt: TimeMs.nullable(),
  toAt: TimeMs.nullable(),
  reason: z.enum(['capacity', 'age', 'damaged', 'diskFull']),
});

export const EventRecord = z.discriminatedUnion('type', [
  Raised,
  Updated,
  Cleared,
  SensorFault,
  Adapted,
  CommandResult,
  Phase,
  Gap,
]);
export type EventRecord = z.infer<typeof EventRecord>;
export type RaisedRecord = z.infer<typeof Raised>;
export type UpdatedRecord = z.infer<typeof Updated>;
export type ClearedRecord = z.infer<typeof Cleared>;
export type SensorFaultRecord = z.infer<typeof SensorFault>;
export type AdaptedRecord = z.infer<typeof Adapted>;
export type CommandResultRecord = z.infer<typeof CommandResult>;
export type PhaseRecord = z.infer<typeof Phase>;
export type GapRecord = z.infer<typeof Gap>;

/** A record type that this hub does not know yet: stored as it is, so nothing of a newer agent is lost. */
export const UnknownRecord = z.looseObject({
  type: z.string().max(64),
  seq: z.int().min(1),
  at: TimeMs,
});
export type UnknownRecord = z.infer<typeof UnknownRecord>;

export const maxEventsPerMessage = 256;
export const maxEventMessageBytes = 64 * 1024;

/** `events`: what must not be lost. Records are parsed one by one, so that a bad one blocks no other. */
export const Events = z.object({
  queueId: z.string().min(1).max(64),
  records: z.array(z.unknown()).min(1).max(maxEventsPerMessage),
});
export type Events = z.infer<typeof Events>;

export const SeqRange = z.tuple([z.int().min(1), z.int().min(1)]);
export type SeqRange = z.infer<typeof SeqRange>;

/** `events/ack` and `scores/ack`: committed, or covered by a stored gap record. */
export const Ack = z.object({
  queueId: z.string().min(1).max(64),
  ranges: z.array(SeqRange).max(4096),
});
export type Ack = z.infer<typeof Ack>;
