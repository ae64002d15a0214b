import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import type { FrameSize } from '@lookout/shared/frame/image';
import { writeBundle } from '../compression/bundle/write-bundle.ts';
import { colorNames } from '../compression/frames/color-specs.ts';
import { frameSizeOf } from '../compression/frames/frame-size.ts';
import { fewFrames, importFrames } from '../compression/frames/import-frames.ts';
import { importModel } from '../compression/import/import-model.ts';
import { readScaling } from '../compression/import/read-scaling.ts';
import { formNamed } from '../compression/pipeline/forms.ts';
import { type FrameSet, readFrames } from '../dataset/frames/read-frames.ts';
import { usageError } from './exit.ts';
import type { ImportOptions } from './import.ts';
import { report } from './import-report.ts';
import { withProgress } from './with-progress.ts';

/** `lookout import` of a network that takes frames, which --data names by their folders. */
export async function importFrameFolders(options: ImportOptions, startedAt: number): Promise<void> {
  const periodMs = requireFrameOptions(options);
  const model = await importModel(options.model, {
    layout: options.layout,
    outputs: options.outputs,
  });
  const size = frameSizeOf(model.network);
  const set = await withProgress('Reading', (update) => readFrames(options.data, size, update));
  const scaling = await ownScaling(options, size);
  const { detector, falseAlarmRate, alarmsPerDay } = options;
  const files = await withProgress('Measuring', async (onProgress) =>
    importFrames({
      name: options.name ?? basename(resolve(options.out)),
      network: model.network,
      model: { file: basename(options.model), sha256: sha256Hex(await readFile(options.model)) },
      ...{ size, frames: set.folders, periodMs, scaling },
      form: formNamed(options.form),
      ...{ detector, falseAlarmRate, alarmsPerDay },
      data: dataOf(set),
      ...{ createdAt: startedAt, onProgress },
    }),
  );
  await writeBundle(options.out, files);
  report(options, files, model, [...set.warnings, ...fewFrames(set.folders)], startedAt);
}

/** What is said of columns and times says nothing of frames. */
function requireFrameOptions(options: ImportOptions): number {
  const foreign = (
    ['label', 'ignore', 'time', 'unit', 'range', 'window', 'skipMissing'] as const
  ).find((name) => options[name] !== undefined);
  if (foreign !== undefined)
    throw usageError(
      `--${foreign === 'skipMissing' ? 'skip-missing' : foreign} is for recordings of sensors, and --data ` +
        'names folders of frames: leave it out',
    );
  if (options.period !== undefined) return options.period;
  throw usageError('frames have no times: say how often the camera gives one with --period MS');
}

const dataOf = ({ folders }: FrameSet) =>
  folders.map(({ folder, count, sha256 }) => ({ file: basename(folder), sha256, rows: count }));

async function ownScaling({ scaling }: ImportOptions, { channels }: FrameSize) {
  if (scaling.kind !== 'file') return scaling;
  const scales = await readScaling(scaling.file, colorNames(channels) ?? []);
  return { kind: 'given' as const, scales };
}
