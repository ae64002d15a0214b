import { z } from 'zod';
import { Name, Sha256, TimeMs } from './names.ts';

/** Indices, from and to, both included. */
export const IndexRange = z.tuple([z.int().min(0), z.int().min(0)]);
export type IndexRange = z.infer<typeof IndexRange>;

export const maxCaptureRanges = 4096;

/** Which blocks of a stretch are still missing, in the terms of the chunks that have come. */
export const CaptureRest = z.object({
  ring: z.string().min(1).max(64),
  firstBlock: z.int().min(1),
  total: z.int().min(1),
  missing: z.array(IndexRange).min(1).max(maxCaptureRanges),
});
export type CaptureRest = z.infer<typeof CaptureRest>;

/**
 * `capture/{capture}/{index}`: one block of a stretch of raw samples, 0 ≤ index < total. The hub asks again
 * for what it has not committed; nothing else acknowledges a chunk.
 */
export const CaptureChunk = z.object({
  /** The ring's file: a new one numbers its blocks anew. */
  ring: z.string().min(1).max(64),
  /** The ring's number of the block with index 0. */
  firstBlock: z.int().min(1),
  total: z.int().min(1).max(1_000_000),
  stream: Name,
  periodMs: z.int().min(1),
  channels: z
    .array(z.object({ name: z.string().max(128), unit: z.string().max(32).nullable() }))
    .min(1)
    .max(1024),
  /** Of the block, of which some may lie outside the stretch; 0: the ring has let go of it meanwhile. */
  rows: z.int().min(0).max(65_536),
  fromAt: TimeMs,
  toAt: TimeMs,
  /** Of the bytes in `data`. */
  sha256: Sha256,
  /**
   * Base64 of gzip of packed columns (table/packed-columns): `at`, `sourceAt` (NaN where there is none),
   * then the channels in engineering units (NaN where a value is missing).
   */
  data: z.string(),
});
export type CaptureChunk = z.infer<typeof CaptureChunk>;

/** A block unpacks to no more than this. */
export const maxBlockBytes = 1024 * 1024;
