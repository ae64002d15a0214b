import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { requireBundleFolder, writeBundle } from '../compression/bundle/write-bundle.ts';
import { importBundle } from '../compression/import/import-bundle.ts';
import { importModel } from '../compression/import/import-model.ts';
import { readScaling } from '../compression/import/read-scaling.ts';
import { describeUnusual } from '../dataset/describe-unusual.ts';
import { areFolders } from '../dataset/frames/frame-folder.ts';
import { usageError } from './exit.ts';
import type { ImportOptions } from './import.ts';
import { importFrameFolders } from './import-frames-action.ts';
import { report } from './import-report.ts';
import { readData } from './read-data.ts';

export async function importAction(options: ImportOptions): Promise<void> {
  const startedAt = Date.now();
  if (!options.force) await requireBundleFolder(options.out);
  if (await areFolders(options.data)) return importFrameFolders(options, startedAt);
  requireRows(options);
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
  report(options, files, model, [...set.warnings, ...describeUnusual(set)], startedAt);
}

/** Forms of a detector of rows are made where they can be judged: by compressing it. */
function requireRows({ form, out }: ImportOptions): void {
  if (form !== 'fp32')
    throw usageError(
      `--form ${form} is for networks that take frames: a detector of rows is given its forms by ` +
        `\`lookout compress --bundle ${out}\``,
    );
}
