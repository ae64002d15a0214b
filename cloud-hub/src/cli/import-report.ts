import type { Manifest } from '@lookout/shared/bundle/manifest';
import { type BundleFiles, bundleId, readManifest } from '@lookout/shared/bundle/read-bundle';
import { titleOf } from '@lookout/shared/detector/detector-kind';
import { rowsOf } from '@lookout/shared/detector/window-size';
import { inputInWords } from '@lookout/shared/protocol/input-in-words';
import type { ImportedModel } from '../compression/import/import-model.ts';
import { isTrainable, type Trainable } from '../compression/import/is-trainable.ts';
import { bundleFacts } from './bundle-facts.ts';
import type { ImportOptions } from './import.ts';

/** What was brought in, for people or as JSON. */
export function report(
  options: Pick<ImportOptions, 'out' | 'json'>,
  files: BundleFiles,
  model: ImportedModel,
  warnings: readonly string[],
  startedAt: number,
): void {
  for (const warning of warnings) process.stderr.write(`lookout: warning: ${warning}\n`);
  const imported = {
    out: options.out,
    id: bundleId(files['manifest.json']),
    manifest: readManifest(files['manifest.json']),
    model,
    trainable: isTrainable(model.network),
    seconds: (Date.now() - startedAt) / 1000,
  };
  const text = options.json
    ? JSON.stringify(summary(imported, warnings), null, 2)
    : describe(imported);
  process.stdout.write(`${text}\n`);
}

interface Imported {
  readonly out: string;
  readonly id: string;
  readonly manifest: Manifest;
  readonly model: ImportedModel;
  readonly trainable: Trainable;
  readonly seconds: number;
}

function summary(
  { out, id, manifest, model, trainable, seconds }: Imported,
  warnings: readonly string[],
) {
  const { name, detector, variant, input, latent, provenance } = manifest;
  return {
    bundle: out,
    id,
    name,
    detector,
    layout: model.layout,
    outputs: model.outputs,
    trainable: trainable.ok,
    withoutGradient: trainable.ok ? [] : trainable.operators,
    variant,
    windowLength: rowsOf(input),
    frame: input.kind === 'image' ? { height: input.height, width: input.width } : null,
    periodMs: input.periodMs,
    channels: input.channels.map((channel) => channel.name),
    latent,
    rows: provenance.rows,
    ...bundleFacts(manifest),
    seconds,
    warnings,
  };
}

function describe(imported: Imported): string {
  const { out, id, manifest, model, seconds } = imported;
  const { name, detector, variant, input, files, calibration, provenance } = manifest;
  const kilobytes = (files['model.onnx'].sizeBytes / 1000).toFixed(0);
  const outputs = Object.entries(model.outputs).map(([role, own]) => `${role} = "${own}"`);
  return [
    `"${name}" is in ${out} (bundle ${id.slice(0, 12)}), brought in in ${seconds.toFixed(1)} s.`,
    `  model      ${provenance.parameters} weights, taken as ${model.layout}; ${outputs.join(', ')}`,
    ...describeCompression(imported),
    `  judges     ${inputInWords(input)}, ${input.channels.length} channels`,
    `  score      ${titleOf(detector)}, ${variant}, ${kilobytes} kB`,
    `  threshold  ${calibration.raiseLevel.toFixed(2)}: on ${calibration.windows} normal ${input.kind === 'series' ? 'windows' : 'frames'}, ` +
      `${100 * calibration.falseAlarmRate} % would be above it`,
    input.kind === 'series'
      ? `Next: lookout evaluate --bundle ${out} --data FILE... --label COLUMN`
      : `Next: lookout evaluate --bundle ${out} --normal FOLDER --abnormal FOLDER`,
  ].join('\n');
}

function describeCompression({ manifest, trainable }: Imported): string[] {
  if (manifest.input.kind === 'image') return [];
  if (trainable.ok) return ['  compress   can be fine-tuned and pruned itself'];
  const without = trainable.operators.join(', ');
  return [`  compress   only as a teacher: ${without} has no gradient here`];
}
