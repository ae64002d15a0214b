import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Manifest } from '@lookout/shared/bundle/manifest';
import { bundleId, readManifest, sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { titleOf } from '@lookout/shared/detector/detector-kind';
import { rowsOf } from '@lookout/shared/detector/window-size';
import { requireBundleFolder, writeBundle } from '../compression/bundle/write-bundle.ts';
import { importBundle } from '../compression/import/import-bundle.ts';
import { type ImportedModel, importModel } from '../compression/import/import-model.ts';
import { isTrainable, type Trainable } from '../compression/import/is-trainable.ts';
import { readScaling } from '../compression/import/read-scaling.ts';
import { describeUnusual } from '../dataset/describe-unusual.ts';
import type { ImportOptions } from './import.ts';
import { readData } from './read-data.ts';

export async function importAction(options: ImportOptions): Promise<void> {
  const startedAt = Date.now();
  if (!options.force) await requireBundleFolder(options.out);
  const set = await readData(options);
  const model = await importModel(options.model, {
    channels: set.channels.length,
    windowLength: options.window,
    layout: options.layout,
    outputs: options.outputs,
  });
  const { scaling } = options;
  const names = set.channels.map(({ name }) => name);
  const files = await importBundle({
    name: options.name ?? basename(resolve(options.out)),
    network: model.network,
    model: {
      file: basename(options.model),
      sha256: sha256Hex(await readFile(options.model)),
    },
    recordings: set.tables.map(({ recording }) => recording),
    channels: set.channels,
    periodMs: set.periodMs,
    scaling:
      scaling.kind === 'file'
        ? { kind: 'given', scales: await readScaling(scaling.file, names) }
        : scaling,
    detector: options.detector,
    falseAlarmRate: options.falseAlarmRate,
    alarmsPerDay: options.alarmsPerDay,
    ranges: options.range,
    data: set.tables.map(({ file, sha256, recording }) => ({
      file: basename(file),
      sha256,
      rows: recording.rows,
    })),
    createdAt: startedAt,
  });
  await writeBundle(options.out, files);
  const warnings = [...set.warnings, ...describeUnusual(set)];
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
  const { name, detector, input, latent, files, calibration, provenance } = manifest;
  return {
    bundle: out,
    id,
    name,
    detector,
    layout: model.layout,
    outputs: model.outputs,
    trainable: trainable.ok,
    withoutGradient: trainable.ok ? [] : trainable.operators,
    windowLength: rowsOf(input),
    periodMs: input.periodMs,
    channels: input.channels.map((channel) => channel.name),
    latent,
    rows: provenance.rows,
    parameters: provenance.parameters,
    modelBytes: files['model.onnx'].sizeBytes,
    modelSha256: files['model.onnx'].sha256,
    falseAlarmRate: calibration.falseAlarmRate,
    threshold: calibration.raiseLevel,
    calibrationWindows: calibration.windows,
    seconds,
    warnings,
  };
}

function describe({ out, id, manifest, model, trainable, seconds }: Imported): string {
  const { name, detector, input, files, calibration, provenance } = manifest;
  const kilobytes = (files['model.onnx'].sizeBytes / 1000).toFixed(0);
  const outputs = Object.entries(model.outputs).map(([role, own]) => `${role} = "${own}"`);
  return [
    `"${name}" is in ${out} (bundle ${id.slice(0, 12)}), brought in in ${seconds.toFixed(1)} s.`,
    `  model      ${provenance.parameters} weights, taken as ${model.layout}; ${outputs.join(', ')}`,
    `  compress   ${trainable.ok ? 'can be fine-tuned and pruned itself' : `only as a teacher: ${trainable.operators.join(', ')} has no gradient here`}`,
    `  judges     ${rowsOf(input)} rows of ${input.channels.length} channels at a time, a row every ${input.periodMs} ms`,
    `  score      ${titleOf(detector)}, ${kilobytes} kB`,
    `  threshold  ${calibration.raiseLevel.toFixed(2)}: on ${calibration.windows} normal windows, ` +
      `${100 * calibration.falseAlarmRate} % would be above it`,
    `Next: lookout evaluate --bundle ${out} --data FILE... --label COLUMN`,
  ].join('\n');
}
