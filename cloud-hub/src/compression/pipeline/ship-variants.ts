import type { StageFigures } from '@lookout/shared/protocol/compression';
import { assembleVariant, packVariant } from './assemble-variant.ts';
import { aurocDropOf, type Candidate, makeCandidate } from './candidate.ts';
import type { Timed } from './choose-winner.ts';
import type { CompressionVariant } from './compression-engine.ts';
import { fp32Form, gpuForm } from './forms.ts';
import type { Run } from './report-of-run.ts';

/** The bundles that are shipped: for CPUs what won, for GPUs the same network as they take it. */
export async function shipVariants(run: Run, winner: Timed): Promise<CompressionVariant[]> {
  const { target, budget } = run.request;
  const { candidate } = winner;
  const variants: CompressionVariant[] = [];
  if (target !== 'gpu') variants.push(await packed(run, candidate, 'cpu', figuresOfTimed(winner)));
  if (target === 'cpu') return variants;
  const half = await makeCandidate(run.ground, candidate.staged, gpuForm);
  const kept = half && aurocDropOf(half.quality) <= budget.maxAurocDrop;
  const own = kept ? half : { ...candidate, network: candidate.staged.network, form: fp32Form };
  variants.push(await packed(run, own, 'gpu', figuresOf(own)));
  return variants;
}

async function packed(
  { request, base, ground, startedAt }: Run,
  { network, staged, form, parameters }: Candidate,
  target: 'cpu' | 'gpu',
  figures: StageFigures,
): Promise<CompressionVariant> {
  const { threshold, name } = request;
  const assembled = await assembleVariant(base, network, ground.options.falseAlarmRate);
  const files = await packVariant(base, assembled, {
    ...{ name, parameters, createdAt: startedAt },
    alarmsPerDay: threshold.kind === 'alarmsPerDay' ? threshold.n : undefined,
    variant: `${target}-${form.name}`,
    stages: [...staged.lineage, form.name],
  });
  return { form: form.name, target, files, figures };
}

export function figuresOf(candidate: Candidate | undefined): StageFigures {
  if (!candidate) return {};
  const { quality, modelBytes, macs, parameters } = candidate;
  const auroc = quality.auroc.score;
  return {
    ...(auroc && { auroc: auroc.value, aurocLow: auroc.low, aurocHigh: auroc.high }),
    ...{ loss: quality.vaeLoss.total, sizeBytes: modelBytes, macs, parameters },
  };
}

export const figuresOfTimed = ({ candidate, latencyMs }: Timed): StageFigures => ({
  ...figuresOf(candidate),
  p50Ms: latencyMs,
});
