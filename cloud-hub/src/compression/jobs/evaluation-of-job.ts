import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { z } from 'zod';
import { CompressionReport, type Variant } from '../report/compression/compression-report-data.ts';

type Evaluation = ReleaseVariant['evaluation'];

/** Of the report that a training writes: what is needed of it (evaluation/judge-recordings). */
const TrainingReport = z.object({
  auroc: z.number().nullable(),
  aurocInterval: z.object({ low: z.number(), high: z.number() }).nullable(),
  vusPr: z.number().nullable(),
});

/**
 * How the job that made a bundle measured it, out of its report.json.
 * @param file name of the bundle's artefact: `bundle.zip`, or `FORM-TARGET.zip` of a compression
 * @returns null where it was not measured, or by a report of another version
 */
export function evaluationOfJob(report: unknown, file: string): Evaluation {
  const compression = CompressionReport.safeParse(report);
  if (compression.success) return evaluationOfCompression(compression.data, file);
  const training = TrainingReport.safeParse(report);
  if (!training.success) return null;
  const { auroc, aurocInterval: interval, vusPr } = training.data;
  return {
    ...{ auroc, vusPr, latencyP50Us: null, latencyP99Us: null },
    aurocCi: interval && [interval.low, interval.high],
  };
}

/** Only the variant that came out was judged; the form for GPUs is another file, timed on nothing. */
function evaluationOfCompression(
  { outcome, variants }: CompressionReport,
  file: string,
): Evaluation {
  const chosen =
    outcome.kind === 'compressed' ? variants.find(({ id }) => id === outcome.variant) : undefined;
  if (chosen === undefined || !file.endsWith('-cpu.zip')) return null;
  const { score } = chosen.quality.auroc;
  const timed = timingOf(chosen);
  return {
    auroc: score && share(score.value),
    aurocCi: score && [score.low, score.high],
    vusPr: chosen.quality.vusPr,
    latencyP50Us: timed?.p50Us ?? null,
    latencyP99Us: timed?.p99Us ?? null,
  };
}

/** The whole detector, one window at a time: what a device runs. */
const timingOf = ({ latency }: Variant) =>
  latency.find(({ graph, batch }) => graph === 'model' && batch === 1);

const share = (value: number): number => Math.min(1, Math.max(0, value));
