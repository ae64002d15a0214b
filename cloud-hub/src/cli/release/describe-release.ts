import { inputInWords } from '@lookout/shared/protocol/input-in-words';
import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';

/** A release for people. */
export function describeRelease(release: ReleaseSummary): string {
  const { id, state, manifest, signedBy, inUse, createdAt, createdBy } = release;
  const { input, lineage } = manifest;
  const channels = input.channels.map(({ name, unit }) =>
    unit === null ? name : `${name} [${unit}]`,
  );
  const from = [
    ...(lineage.stages.length > 0 ? [lineage.stages.join(' → ')] : []),
    ...(lineage.parent === null ? [] : [`after ${lineage.parent.slice(0, 12)}`]),
    ...(lineage.job === null ? [] : [`job ${lineage.job}`]),
    ...lineage.data.map(({ file }) => file),
  ];
  return [
    `${manifest.model} ${manifest.version} is ${state}.`,
    ...(manifest.note === '' ? [] : [`  ${manifest.note}`]),
    `  id         ${id}`,
    `  made       ${iso(createdAt)} by ${createdBy}, installable until ${iso(manifest.expiresAt)}`,
    ...signedBy.map((key) => `  signed by  ${key.slice(0, 12)}`),
    `  takes      ${inputInWords(input)}: ${channels.join(', ')}`,
    ...manifest.variants.map((variant) => `  ${describeVariant(variant)}`),
    ...(from.length === 0 ? [] : [`  from       ${from.join(', ')}`]),
    ...(inUse === 0 ? [] : [`  in use     ${inUse} streams`]),
  ].join('\n');
}

function describeVariant({ name, bundle, files, evaluation, thresholds }: ReleaseVariant): string {
  const bytes = Object.values(files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return [
    `${name}: ${kb(bytes)}, bundle ${bundle.slice(0, 12)}`,
    `raises at ${Number(thresholds.raiseLevel.toPrecision(4))}`,
    ...describeEvaluation(evaluation),
  ].join(', ');
}

export function describeEvaluation(evaluation: ReleaseVariant['evaluation']): string[] {
  if (evaluation === null) return ['not evaluated'];
  const { auroc, aurocCi, latencyP50Us } = evaluation;
  const interval =
    aurocCi === null ? '' : ` (${aurocCi[0].toFixed(3)} to ${aurocCi[1].toFixed(3)})`;
  return [
    ...(auroc === null ? [] : [`AUROC ${auroc.toFixed(3)}${interval}`]),
    ...(latencyP50Us === null ? [] : [`${Math.round(latencyP50Us)} µs a window`]),
  ];
}

export const kb = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);
