import { z } from 'zod';
import { Sha256, TimeMs } from './names.ts';

/** Where a release stands on a device, for one stream (protocol.md, "Model release on the device"). */
export const ReleasePhase = z.enum([
  'OFFERED', // the assignment is believed and saved, nothing was fetched yet
  'DOWNLOADING',
  'VERIFIED', // every file is on disk and is the one that was signed
  'SELF_TEST', // golden windows run on this device and provider
  'SHADOW', // old and new score the same live windows; the old one judges
  'TRIAL', // the new one judges alone; latency, memory and failures are watched
  'COMMITTED', // the new one is the good one now
  'REJECTED', // not believed or not for this device: nothing was fetched
  'FAILED', // did not get as far as judging alone
  'TIMED_OUT', // a phase took longer than it may
  'REVERTED', // the new one judged alone, and was taken back for a reason
  'SUPERSEDED', // another assignment took its place, or it was withdrawn
]);
export type ReleasePhase = z.infer<typeof ReleasePhase>;

const finalPhases: ReadonlySet<ReleasePhase> = new Set([
  'COMMITTED',
  'REJECTED',
  'FAILED',
  'TIMED_OUT',
  'REVERTED',
  'SUPERSEDED',
]);
export const isFinal = (phase: ReleasePhase): boolean => finalPhases.has(phase);

/** Why a release did not stay. The text beside it says the same in words, with figures. */
export const ReleaseReasonCode = z.enum([
  'unsigned',
  'badSignature', // signed, but not over these bytes
  'unknownKey', // signed by a key that the device does not know, or no longer
  'expired', // the key list, the release or the assignment
  'older', // an assignment whose number is not above the last one taken
  'malformed',
  'wrongDevice', // an assignment of another device or stream
  'incompatible', // the release does not fit the stream's channels or the device's providers
  'digest', // a file is not the one that was signed
  'diskFull',
  'unavailable', // the hub does not have the files
  'selfTest',
  'crashLoop', // the inference process, or the agent, died again and again
  'latency',
  'memory',
  'disagreement', // in the shadow: old and new alarm on different windows
  'notScored', // the new one gave no score
  'deadline',
  'withdrawn', // by the hub: the rollout was aborted
  'superseded',
]);
export type ReleaseReasonCode = z.infer<typeof ReleaseReasonCode>;

export const ReleaseReason = z.object({ code: ReleaseReasonCode, text: z.string().max(512) });
export type ReleaseReason = z.infer<typeof ReleaseReason>;

/** What the device measured of the new bundle beside the old one; null where there was nothing to measure. */
export const InstallFigures = z.object({
  /** Live windows that both scored. */
  windows: z.int().min(0),
  /** Share of them on which both stand on the same side of their raise level. */
  agreement: z.number().min(0).max(1).nullable(),
  /** Windows above the raise level. */
  oldAbove: z.int().min(0),
  newAbove: z.int().min(0),
  oldLatencyP95Us: z.number().min(0).nullable(),
  newLatencyP95Us: z.number().min(0).nullable(),
  /** What the new one's p95 is at least, with 95 % confidence (`p95AtLeast`); null of too few windows. */
  newLatencyLowUs: z.number().min(0).nullable().default(null),
  /** Below it a ratio means nothing on this stream; null: an agent from before the bound and the floor. */
  latencyFloorUs: z.number().positive().nullable().default(null),
  /** Resident memory of the inference process with both, and what the new one added. */
  memoryBytes: z.int().min(0).nullable(),
  addedMemoryBytes: z.int().nullable(),
  /** Deaths of the inference process that the new one was blamed for. */
  crashes: z.int().min(0),
});
export type InstallFigures = z.infer<typeof InstallFigures>;

/** A bundle on the device's disk; `release` is null for the one of its own configuration. */
export const InstalledBundle = z.object({
  release: Sha256.nullable(),
  bundle: Sha256,
  variant: z.string().max(64),
});
export type InstalledBundle = z.infer<typeof InstalledBundle>;

/** Part of `reported`, per stream: the last assignment and what became of it. */
export const ReleaseReport = z.object({
  sequence: z.int().min(0),
  release: Sha256.nullable(),
  variant: z.string().max(64).nullable(),
  phase: ReleasePhase,
  since: TimeMs,
  /** The hub holds it: nothing new is fetched or run. */
  held: z.boolean(),
  haveBytes: z.int().min(0),
  totalBytes: z.int().min(0),
  reason: ReleaseReason.nullable(),
  figures: InstallFigures.nullable(),
  /** What the stream falls back to, and runs unless a trial is on. */
  good: InstalledBundle.nullable(),
});
export type ReleaseReport = z.infer<typeof ReleaseReport>;
