import { z } from 'zod';
import { Name, Sha256, TimeMs } from './names.ts';

/**
 * A stretch of windows of one stream, columnar: row i of every column is one window.
 * `values` and `expected` are the window's last row, measured and reconstructed, in engineering units;
 * `values[c][i]` is channel `channels[c]`. Of a frame they are its colors' means, and `expected` is null where
 * the detector rebuilds nothing.
 */
export const ScoreBlock = z.object({
  seq: z.int().min(1),
  stream: Name,
  modelDigest: Sha256.nullable(),
  variant: z.string().max(64).nullable(),
  replayed: z.boolean(),
  at: z.array(TimeMs).min(1).max(4096),
  sourceAt: z.array(TimeMs.nullable()).nullable(),
  /**
   * Calibrated units, or the sum of evidence where `judgement.decision` is not `threshold`; null where the
   * window was not scored.
   */
  score: z.array(z.number().nullable()),
  threshold: z.array(z.number().nullable()),
  latencyUs: z.array(z.number().nullable()),
  channels: z.array(z.string().max(128)).max(1024),
  values: z.array(z.array(z.number().nullable())),
  expected: z.array(z.array(z.number().nullable())),
});
export type ScoreBlock = z.infer<typeof ScoreBlock>;

/** `scores`: history with a queue and acknowledgement of its own; droppable under pressure. */
export const Scores = z.object({
  queueId: z.string().min(1).max(64),
  blocks: z.array(z.unknown()).min(1).max(256),
});
export type Scores = z.infer<typeof Scores>;
