import { z } from 'zod';
import { Name, Sha256, TimeMs } from './names.ts';

// The three documents that are signed. Each carries its kind, so that none can stand for another.

export const PublicKey = z.object({
  id: Sha256,
  /** Who holds it, in words. */
  name: z.string().max(128),
  /** Base64 of the SPKI DER. */
  publicKey: z.base64().max(256),
});
export type PublicKey = z.infer<typeof PublicKey>;

/**
 * Whom devices believe, signed by a root key that they hold already. Rotation is a list of a higher version;
 * lists are followed in their order, as root keys may change from one to the next (TUF, "root").
 */
export const KeyList = z.object({
  format: z.literal(1),
  kind: z.literal('keys'),
  version: z.int().min(1),
  createdAt: TimeMs,
  expiresAt: TimeMs,
  rootKeys: z.array(PublicKey).min(1).max(8),
  releaseKeys: z.array(PublicKey).max(8),
  assignmentKeys: z.array(PublicKey).max(8),
});
export type KeyList = z.infer<typeof KeyList>;

const FileEntry = z.object({ sha256: Sha256, sizeBytes: z.int().min(1) });
const Interval = z.tuple([z.number(), z.number()]);

/** One bundle of a release, for a kind of machine. */
export const ReleaseVariant = z.object({
  /** `cpu-*` or `gpu-*`. */
  name: z.string().regex(/^(cpu|gpu)-[a-z0-9][a-z0-9-]{0,58}$/, 'expected cpu-… or gpu-…'),
  /** The bundle's id: SHA-256 of its manifest.json. */
  bundle: Sha256,
  files: z.object({
    'manifest.json': FileEntry,
    'model.onnx': FileEntry,
    'golden.json': FileEntry,
    'baselines.json': FileEntry,
  }),
  /** Execution providers that it may run on, the best first. */
  providers: z.array(z.string().max(32)).min(1).max(16),
  thresholds: z.object({
    raiseLevel: z.number(),
    clearLevel: z.number(),
    falseAlarmRate: z.number().min(0).max(1),
    alarmsPerDay: z.number().positive().nullable(),
  }),
  /** As it was measured where it was made; null where it was not. */
  evaluation: z
    .object({
      auroc: z.number().min(0).max(1).nullable(),
      /** 95 %. */
      aurocCi: Interval.nullable(),
      vusPr: z.number().min(0).max(1).nullable(),
      latencyP50Us: z.number().min(0).nullable(),
      latencyP99Us: z.number().min(0).nullable(),
    })
    .nullable(),
});
export type ReleaseVariant = z.infer<typeof ReleaseVariant>;

export const ReleaseChannel = z.object({
  name: z.string().max(128),
  unit: z.string().max(32).nullable(),
});
const Channels = z.array(ReleaseChannel).min(1).max(1024);

/** A release's id is the SHA-256 of this document's bytes. */
export const ReleaseManifest = z.object({
  format: z.literal(1),
  kind: z.literal('release'),
  model: Name,
  version: z.string().min(1).max(64),
  note: z.string().max(2000),
  createdAt: TimeMs,
  /** Devices do not install it afterwards; one that runs it goes on. */
  expiresAt: TimeMs,
  /** What the rows must be: the same for all variants. */
  input: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('series'),
      windowLength: z.int().min(2),
      ...{ periodMs: z.int().min(1), channels: Channels },
    }),
    z.object({
      kind: z.literal('image'),
      height: z.int().min(1),
      width: z.int().min(1),
      ...{ periodMs: z.int().min(1), channels: Channels },
    }),
  ]),
  variants: z.array(ReleaseVariant).min(1).max(16),
  lineage: z.object({
    parent: Sha256.nullable(),
    job: z.uuid().nullable(),
    stages: z.array(z.string().max(128)).max(32),
    data: z.array(z.object({ file: z.string().max(256), sha256: Sha256 })).max(256),
  }),
});
export type ReleaseManifest = z.infer<typeof ReleaseManifest>;

/** How a device is to try the new bundle before it stays. */
export const InstallRules = z.object({
  /** Windows that old and new must both have scored; 0: no shadow. */
  shadowWindows: z.int().min(0).max(100_000),
  /** Windows that the new one must have judged alone. */
  trialWindows: z.int().min(0).max(100_000),
  /** From the end of the download to COMMITTED. */
  maxInstallMs: z.int().min(1_000),
  /** Least share of shadow windows on the same side of both raise levels; null: not judged by it. */
  minAgreement: z.number().min(0).max(1).nullable(),
  /** p95 of one window, µs, and against the old one's. */
  maxLatencyUs: z.number().positive().nullable(),
  maxLatencyRatio: z.number().positive().nullable(),
  /** What the new bundle may add to the inference process. */
  maxAddedMemoryBytes: z.int().min(0).nullable(),
});
export type InstallRules = z.infer<typeof InstallRules>;

/** Signed by the hub: this stream of this device is to run this. */
export const Assignment = z.object({
  format: z.literal(1),
  kind: z.literal('assignment'),
  device: Name,
  stream: Name,
  /** Rises with every assignment of the stream, reverts included: an older one is never taken again. */
  sequence: z.int().min(1),
  issuedAt: TimeMs,
  /** Not taken up afterwards. */
  expiresAt: TimeMs,
  /** Null: the bundle of the device's own configuration. */
  release: Sha256.nullable(),
  variant: z.string().max(64).nullable(),
  rollout: z.uuid().nullable(),
  /** Back to what ran before: no shadow, no trial, only the self-test. */
  revert: z.boolean(),
  install: InstallRules,
});
export type Assignment = z.infer<typeof Assignment>;
