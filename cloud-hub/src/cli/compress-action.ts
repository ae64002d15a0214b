import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompressionRequest, ThresholdChoice } from '@lookout/shared/protocol/compression';
import { type Bundle, openBundle } from '../compression/bundle/open-bundle.ts';
import { writeBundle } from '../compression/bundle/write-bundle.ts';
import { LatencyCache, readProfile } from '../compression/latency/latency-table.ts';
import { thisMachine } from '../compression/latency/this-machine.ts';
import type { CompressionOutcome } from '../compression/pipeline/compression-engine.ts';
import { FolderStore } from '../compression/pipeline/folder-store.ts';
import type { CompressionProgress, CompressionStage } from '../compression/pipeline/progress.ts';
import { runCompression } from '../compression/pipeline/run-compression.ts';
import { readTable, type Table } from '../dataset/read-table.ts';
import type { CompressOptions } from './compress.ts';
import { describeCompression } from './compression-summary.ts';
import { CliError, exitCodes, usageError } from './exit.ts';
import { Progress } from './progress.ts';
import { costsOf } from './train-action.ts';

/** @throws CliError of a detector of frames */
function requireRows({ name, input }: Bundle['manifest']): void {
  if (input.kind === 'series') return;
  throw usageError(
    `"${name}" takes frames, and compress works on rows of sensors: \`lookout import --form int8-weights\` and ` +
      'others bring the same network in with smaller numbers',
  );
}

export async function compress(options: CompressOptions): Promise<void> {
  const { data, labelled = [], out } = options;
  if (labelled.length > 0 && options.label === undefined)
    throw usageError('--labelled needs --label: the column that holds 0 and 1');
  await requireFolder(options);
  const bundle = await openBundle(options.bundle);
  requireRows(bundle.manifest);
  const profile = options.profile
    ? { file: options.profile, table: await readProfile(options.profile) }
    : undefined;
  const train = await readAll(data, bundle, options);
  const judged = await readAll(labelled, bundle, options);
  const request = requestOf(options, bundle);
  const progress = new Progress('Compressing', process.stderr, Date.now);
  const outcome = await runCompression(
    request,
    {
      bundle: bundle.files,
      train: train.map(({ recording }) => recording),
      labelled: judged.map(({ file: path, recording }) => ({ path, recording })),
    },
    {
      store: new FolderStore(join(out, 'work')),
      onProgress: (one) => progress.update(shareDone(one), one.message),
      signal: AbortSignal.any([]),
    },
    {
      now: Date.now,
      known: await LatencyCache.open(join(out, 'work'), thisMachine()),
      ...(profile && { profile }),
      ...stagesOf(options),
    },
  ).finally(() => progress.finish());
  await writeOutcome(out, outcome);
  const text = options.json
    ? JSON.stringify(outcome.report.json, null, 2)
    : describeCompression(outcome, out);
  process.stdout.write(`${text}\n`);
  if (outcome.kind === 'infeasible')
    throw new CliError(
      exitCodes.infeasible,
      `infeasible: nothing meets the budget; see ${join(out, 'report.html')}`,
    );
}

/** A folder of an earlier run is gone on with; one with anything else in it is left alone. */
async function requireFolder({ out, force }: CompressOptions): Promise<void> {
  if (force) return;
  const names = await readdir(out).catch(() => []);
  const own = ['work', 'report.json', 'report.html', 'cpu', 'gpu'];
  const foreign = names.find((name) => !own.includes(name));
  if (foreign !== undefined)
    throw usageError(
      `${out} holds "${foreign}", which is none of an earlier compression: choose another folder, or --force`,
    );
}

async function readAll(
  files: readonly string[],
  { manifest }: Bundle,
  { label, time, skipMissing = false }: CompressOptions,
): Promise<Table[]> {
  const tables: Table[] = [];
  const channels = manifest.input.channels.map(({ name }) => name);
  const { periodMs } = manifest.input;
  const request = {
    label: label ?? null,
    ignore: [],
    time: time ?? null,
    channels,
    periodMs,
    skipMissing,
  };
  for (const file of files) tables.push(await readTable(file, request));
  return tables;
}

function requestOf(options: CompressOptions, { manifest, dir }: Bundle): CompressionRequest {
  const { maxLatencyMs = null, maxModelKb = null, maxAurocDrop, target, seed, label } = options;
  return {
    name: (options.name ?? manifest.name).slice(0, 64),
    base: { kind: 'bundle', artefact: dir },
    budget: { maxLatencyMs, maxModelKb, maxAurocDrop },
    target,
    threshold: thresholdOf(options, manifest.calibration),
    seed,
    ...(label !== undefined && { labelColumn: label }),
  };
}

/** What the bundle was made for, where nothing else is asked. */
function thresholdOf(
  options: CompressOptions,
  calibration: Bundle['manifest']['calibration'],
): ThresholdChoice {
  const costs = costsOf(options);
  if (costs) return { kind: 'costs', ...costs };
  const alarms =
    options.alarmsPerDay ??
    (options.falseAlarmRate === undefined ? calibration.alarmsPerDay : undefined);
  if (alarms !== undefined) return { kind: 'alarmsPerDay', n: alarms };
  return { kind: 'falseAlarmRate', rate: options.falseAlarmRate ?? calibration.falseAlarmRate };
}

const stagesByName: Readonly<Record<string, CompressionStage>> = {
  quantize: 'quantize',
  'distil-prune': 'distilPrune',
  'final-prune': 'finalPrune',
};

function stagesOf({ stages }: CompressOptions): { stages?: ReadonlySet<CompressionStage> } {
  if (!stages) return {};
  return { stages: new Set(stages.flatMap((name) => stagesByName[name] ?? [])) };
}

/** By the usual share of the time that each stage takes. */
const startsAt: Readonly<Record<CompressionStage, number>> = {
  prepare: 0,
  quantize: 0.05,
  distilPrune: 0.1,
  finalPrune: 0.45,
  recalibrate: 0.7,
  measure: 0.75,
  report: 0.9,
};

function shareDone({ stage, fraction }: CompressionProgress): number {
  const start = startsAt[stage];
  const next = Math.min(1, ...Object.values(startsAt).filter((at) => at > start));
  return start + (next - start) * fraction;
}

async function writeOutcome(out: string, outcome: CompressionOutcome): Promise<void> {
  await mkdir(out, { recursive: true });
  if (outcome.kind === 'done')
    for (const { target, files } of outcome.variants) await writeBundle(join(out, target), files);
  await writeFile(join(out, 'report.html'), outcome.report.html);
  await writeFile(join(out, 'report.json'), JSON.stringify(outcome.report.json, null, 2));
}
