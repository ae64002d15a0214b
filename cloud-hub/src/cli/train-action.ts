import { basename, resolve } from 'node:path';
import type { Manifest } from '@lookout/shared/bundle/manifest';
import { bundleId, readManifest } from '@lookout/shared/bundle/read-bundle';
import { titleOf } from '@lookout/shared/detector/detector-kind';
import { rowsOf } from '@lookout/shared/detector/window-size';
import {
  type AlarmCosts,
  type TrainBundleRequest,
  trainBundle,
} from '../compression/bundle/train-bundle.ts';
import { requireBundleFolder, writeBundle } from '../compression/bundle/write-bundle.ts';
import { chooseDetector } from '../compression/choice/choose-detector.ts';
import { describeUnusual } from '../dataset/describe-unusual.ts';
import type { TableSet } from '../dataset/read-tables.ts';
import { bundleFacts } from './bundle-facts.ts';
import { describeChoice } from './choice-report.ts';
import { usageError } from './exit.ts';
import { Progress } from './progress.ts';
import { readData } from './read-data.ts';
import type { TrainOptions } from './train.ts';

export async function train(options: TrainOptions): Promise<void> {
  const startedAt = Date.now();
  if (options.arch === 'auto' && options.detector !== undefined)
    throw usageError(
      `--arch auto chooses the detector itself: leave out either it or --detector ${options.detector}`,
    );
  const costs = costsOf(options);
  if (!options.force) await requireBundleFolder(options.out);
  const set = await readData(options);
  const warnings = [...set.warnings, ...describeUnusual(set)];
  for (const warning of warnings) process.stderr.write(`lookout: warning: ${warning}\n`);
  const request = { ...requestFor(set, options, startedAt), ...(costs && { costs }) };
  const files = await trainOn(options.arch === 'auto' ? await choose(request) : request);
  await writeBundle(options.out, files);

  const id = bundleId(files['manifest.json']);
  const manifest = readManifest(files['manifest.json']);
  const seconds = (Date.now() - startedAt) / 1000;
  const text = options.json
    ? JSON.stringify(summary(options, id, manifest, warnings, seconds), null, 2)
    : describe(options, id, manifest, seconds);
  process.stdout.write(`${text}\n`);
}

/** @throws CliError usage where the costs are half given or contradict an alarm budget */
export function costsOf({
  costFalseAlarm: falseAlarm,
  costMiss: miss,
  alarmsPerDay,
  eventsPerYear,
}: Pick<
  TrainOptions,
  'costFalseAlarm' | 'costMiss' | 'alarmsPerDay' | 'eventsPerYear'
>): AlarmCosts | null {
  if (falseAlarm === undefined && miss === undefined) return null;
  if (falseAlarm === undefined || miss === undefined)
    throw usageError(
      '--cost-false-alarm and --cost-miss are weighed against each other: give both',
    );
  if (alarmsPerDay !== undefined)
    throw usageError('--alarms-per-day and the costs each set the level: leave out either');
  return { falseAlarm, miss, eventsPerYear };
}

function requestFor(set: TableSet, options: TrainOptions, createdAt: number): TrainBundleRequest {
  return {
    name: options.name ?? basename(resolve(options.out)),
    recordings: set.tables.map(({ recording }) => recording),
    channels: set.channels,
    periodMs: set.periodMs,
    windowLength: options.window,
    detector: options.detector,
    architecture: options.arch === 'conv1d' ? 'conv1d' : 'dense',
    seed: options.seed,
    falseAlarmRate: options.falseAlarmRate,
    ...(options.alarmsPerDay === undefined ? {} : { alarmsPerDay: options.alarmsPerDay }),
    ranges: options.range,
    network: options.steps === undefined ? {} : { steps: options.steps },
    data: set.tables.map(({ file, sha256, recording }) => ({
      file: basename(file),
      sha256,
      rows: recording.rows,
    })),
    createdAt,
  };
}

async function choose(request: TrainBundleRequest): Promise<TrainBundleRequest> {
  const progress = new Progress('Comparing detectors', process.stderr, Date.now);
  try {
    const choice = await chooseDetector(request, (done, doing) => progress.update(done, doing));
    return { ...request, detector: choice.detector, choice };
  } finally {
    progress.finish();
  }
}

async function trainOn(request: TrainBundleRequest) {
  const progress = new Progress('Training', process.stderr, Date.now);
  try {
    return await trainBundle(request, ({ step, steps, loss }) =>
      progress.update(step / steps, `step ${step} of ${steps}, loss ${loss.toFixed(2)}`),
    );
  } finally {
    progress.finish();
  }
}

function summary(
  { out }: TrainOptions,
  id: string,
  manifest: Manifest,
  warnings: readonly string[],
  seconds: number,
) {
  const { name, detector, architecture, input, latent, provenance } = manifest;
  return {
    bundle: out,
    id,
    name,
    detector,
    architecture,
    windowLength: rowsOf(input),
    periodMs: input.periodMs,
    channels: input.channels.map((channel) => channel.name),
    latent,
    rows: provenance.rows,
    windows: provenance.windows,
    steps: provenance.steps,
    seed: provenance.seed,
    trainLoss: provenance.trainLoss,
    validationLoss: provenance.validationLoss,
    ...bundleFacts(manifest),
    seconds,
    choice: provenance.choice ?? null,
    warnings,
  };
}

function describe(
  { out }: TrainOptions,
  id: string,
  { name, detector, input, files, calibration, provenance }: Manifest,
  seconds: number,
): string {
  const { channels, periodMs } = input;
  const windowLength = rowsOf(input);
  const kilobytes = (files['model.onnx'].sizeBytes / 1000).toFixed(0);
  const { parameters, steps, choice } = provenance;
  const network = parameters > 0 ? `; network of ${parameters} parameters, ${steps} steps` : '';
  return [
    ...(choice ? [describeChoice(choice), ''] : []),
    `"${name}" is in ${out} (bundle ${id.slice(0, 12)}), trained in ${seconds.toFixed(1)} s.`,
    `  learned    ${provenance.rows} normal rows of ${channels.length} channels, a row every ${periodMs} ms`,
    `  judges     ${windowLength} rows at a time`,
    `  score      ${titleOf(detector)}, ${kilobytes} kB${network}`,
    `  threshold  ${calibration.raiseLevel.toFixed(2)}: on ${calibration.windows} later normal windows, ` +
      `${100 * calibration.falseAlarmRate} % would be above it`,
    `Next: lookout evaluate --bundle ${out} --data FILE... --label COLUMN`,
  ].join('\n');
}
