import { z } from 'zod';
import { Sha256 } from './names.ts';
import { ReleaseChannel, ReleaseManifest, ReleaseVariant } from './signed-documents.ts';

// GET /api/releases/{a}/diff/{b}. Pairs are [in a, in b].

const pair = <S extends z.ZodType>(schema: S) => z.tuple([schema, schema]);
const { lineage } = ReleaseManifest.shape;
const { providers, thresholds, evaluation } = ReleaseVariant.shape;

/** Null where a release does not have the variant. */
export const VariantDiff = z.object({
  name: z.string(),
  change: z.enum(['added', 'removed', 'changed', 'same']),
  bundle: pair(Sha256.nullable()),
  /** Of all its files. */
  sizeBytes: pair(z.int().nullable()),
  providers: pair(providers.nullable()),
  thresholds: pair(thresholds.nullable()),
  evaluation: pair(evaluation),
});
export type VariantDiff = z.infer<typeof VariantDiff>;

const Named = z.object({ id: Sha256, model: z.string(), version: z.string() });

export const ReleaseDiff = z.object({
  from: Named,
  to: Named,
  input: z.object({
    /** In words: "windows of 10 rows", "frames 3×224×224". */
    window: pair(z.string()),
    periodMs: pair(z.int()),
    channelsAdded: z.array(ReleaseChannel),
    channelsRemoved: z.array(ReleaseChannel),
    unitsChanged: z.array(z.object({ name: z.string(), unit: pair(z.string().nullable()) })),
    /** Those that both have stand in another order. */
    channelsReordered: z.boolean(),
  }),
  variants: z.array(VariantDiff),
  lineage: z.object({
    /** The second was made to follow the first. */
    follows: z.boolean(),
    job: pair(lineage.shape.job),
    stages: pair(lineage.shape.stages),
    dataAdded: lineage.shape.data,
    dataRemoved: lineage.shape.data,
  }),
});
export type ReleaseDiff = z.infer<typeof ReleaseDiff>;
