import { z } from 'zod';
import { Name, Sha256, TimeMs } from './names.ts';
import { ReleaseManifest } from './signed-documents.ts';

// The registry over REST: model → release → variants, each a bundle stored once by its SHA-256.

export const ReleaseState = z.enum([
  'draft', // its manifest is fixed, a signature is missing: no device would take it
  'signed',
]);
export type ReleaseState = z.infer<typeof ReleaseState>;

/** One variant of a release that is to be made. */
export const VariantDraft = z.object({
  name: ReleaseManifest.shape.variants.element.shape.name,
  /** Id of a bundle that the registry has: uploaded (POST /api/bundles), or taken from a job. */
  bundle: Sha256,
  evaluation: ReleaseManifest.shape.variants.element.shape.evaluation.default(null),
});

/** Answer of POST /api/bundles (a ZIP file) and of POST /api/jobs/{id}/register. */
export const RegisteredBundle = z.object({
  id: Sha256,
  name: z.string(),
  /** As its own manifest calls itself. */
  variant: z.string(),
  sizeBytes: z.int().min(1),
  /** True when the registry had it already. */
  known: z.boolean(),
});
export type RegisteredBundle = z.infer<typeof RegisteredBundle>;

/** Body of POST /api/releases. Its manifest is written once, by the hub, and never changes. */
export const ReleaseDraft = z.object({
  model: Name,
  version: z.string().trim().min(1).max(64),
  note: z.string().max(2000).default(''),
  /** Release that it is to follow; null: the model's newest. */
  parent: Sha256.nullable().default(null),
  expiresAt: TimeMs.nullable().default(null),
  /** Where the bundles came out of a compression job. */
  job: z.uuid().nullable().default(null),
  variants: z.array(VariantDraft).min(1).max(16),
});
export type ReleaseDraft = z.infer<typeof ReleaseDraft>;

export const ReleaseSummary = z.object({
  /** SHA-256 of the manifest's bytes. */
  id: Sha256,
  state: ReleaseState,
  manifest: ReleaseManifest,
  createdAt: TimeMs,
  createdBy: z.string(),
  signedAt: TimeMs.nullable(),
  /** Ids of the keys that have signed it. */
  signedBy: z.array(Sha256),
  /** Streams that run it or are assigned it: it cannot be deleted. */
  inUse: z.int().min(0),
});
export type ReleaseSummary = z.infer<typeof ReleaseSummary>;

/** GET /api/releases; the newest first. */
export const ReleaseList = z.object({ releases: z.array(ReleaseSummary) });
export type ReleaseList = z.infer<typeof ReleaseList>;

/** PUT /api/releases/{id}/signature: as `lookout keys sign` prints it. */
export const SignatureUpload = z.object({
  signatures: z
    .array(z.object({ keyId: Sha256, signature: z.base64().max(128) }))
    .min(1)
    .max(8),
});
export type SignatureUpload = z.infer<typeof SignatureUpload>;
