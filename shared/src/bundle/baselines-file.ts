import { z } from 'zod';

const Numbers = z.array(z.number());

/** `baselines.json`: fitted on all training rows, standardised by `scaling`; matrices are row-major. */
export const Baselines = z.object({
  /** 1 of frames: they are of the colors' means. */
  windowLength: z.int().min(1),
  scaling: z.array(z.object({ mean: z.number(), sd: z.number().min(0) })).min(1),
  pca: z.object({
    variances: Numbers, // [components], falling
    axes: Numbers, // [components, channels]
  }),
  windowMean: z.object({
    mean: Numbers, // [channels]
    precision: Numbers, // [channels, channels]
  }),
  var1: z.object({
    transition: Numbers, // [channels, channels]
    precision: Numbers, // [channels, channels], of the residual
  }),
});
export type Baselines = z.infer<typeof Baselines>;
