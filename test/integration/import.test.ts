import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runCommand } from '../support/cli.ts';
import { faultyRecordings, type RecordingSet } from '../support/faulty-recording.ts';
import { scratchFolder } from '../support/scratch.ts';

/** Real exports, of windows of 64 rows of 8 channels. */
const exported = (name: string) => resolve(import.meta.dirname, '../support/onnx', `${name}.onnx`);

const Imported = z.object({
  bundle: z.string(),
  id: z.string().length(64),
  detector: z.string(),
  layout: z.string(),
  outputs: z.record(z.string(), z.string()),
  trainable: z.boolean(),
  withoutGradient: z.array(z.string()),
  windowLength: z.literal(64),
  latent: z.int(),
});
const Evaluated = z.object({ detector: z.string(), windows: z.int(), auroc: z.number() });
const Profiled = z.object({
  entries: z.array(z.object({ name: z.string(), p50Ms: z.number() })),
});

let folder: string;
let removeFolder: () => PromiseLike<void>;
let set: RecordingSet;
beforeAll(async () => {
  const scratch = await scratchFolder();
  removeFolder = () => scratch[Symbol.asyncDispose]();
  folder = scratch.path;
  set = await faultyRecordings(folder);
});
afterAll(() => removeFolder());

const bring = (model: string, out: string, ...more: string[]) =>
  runCommand('lookout', [
    ...['import', '--model', model, '--data', ...set.train, '--label', set.label],
    ...(set.ignore.length > 0 ? ['--ignore', ...set.ignore] : []),
    ...['--out', join(folder, out), ...more],
  ]);

describe.each([
  ['torch-conv1d-sampling-vae', 'imported', 8, []],
  ['torch-dynamo-mlp-vae', 'imported', 8, []],
  ['torch-gru-vae', 'imported', 8, ['GRU']],
  ['torch-score-only', 'importedScore', 1, []],
] as const)('%s', (name, detector, latent, withoutGradient) => {
  test('is brought in, judged by the hub and run by the agent', async () => {
    const { code, stdout, stderr } = await bring(exported(name), name, '--json');
    expect(code, stderr).toBe(0);
    const imported = Imported.parse(JSON.parse(stdout));
    expect(imported).toMatchObject({ detector, latent, withoutGradient, layout: 'time-channels' });

    const judged = await runCommand('lookout', [
      ...['evaluate', '--bundle', imported.bundle, '--label', set.label, '--json'],
      ...['--data', ...set.replay.map(({ file }) => file)],
    ]);
    expect(judged.code, judged.stderr).toBe(0);
    const evaluated = Evaluated.parse(JSON.parse(judged.stdout));
    expect(evaluated.detector).toBe(detector);
    expect(evaluated.windows).toBeGreaterThan(100);
    expect(evaluated.auroc).toBeGreaterThan(0.5);

    // It ends with 1 where a golden window comes out otherwise than it was packed.
    const bundle = ['--bundle', imported.bundle, '--provider', 'cpu', '--batch', '1,32'];
    const profiled = await runCommand('lookout-agent', [
      ...['profile', ...bundle, '--seconds', '1', '--json'],
    ]);
    expect(profiled.code, profiled.stderr).toBe(0);
    const { entries } = Profiled.parse(JSON.parse(profiled.stdout));
    expect(entries.some((entry) => entry.name === imported.bundle && entry.p50Ms > 0)).toBe(true);
  });
});

test('people are told what became of the model', async () => {
  const { code, stdout } = await bring(
    exported('torch-mlp-vae'),
    'told',
    ...['--outputs', 'reconstruction=reconstruction', '--scaling', '0..1', '--alarms-per-day', '1'],
  );
  expect(code).toBe(0);
  expect(stdout).toContain('taken as time-channels; reconstruction = "reconstruction"');
  expect(stdout).toContain('can be fine-tuned and pruned itself');
  expect(stdout).toContain('lookout evaluate --bundle');
});

test.each([
  ['a model that is missing', ['--model', '/nowhere/vae.onnx'], 1, 'is missing'],
  ['a file that is no model', ['--model', import.meta.filename], 1, 'not a whole ONNX file'],
  ['a model of frames', ['--model', exported('torch-conv2d-vae')], 1, 'give a folder of frames'],
  ['a form of rows', ['--form', 'fp16'], 2, 'lookout compress'],
  ['outputs without roles', ['--outputs', 'x_hat'], 2, 'ROLE=NAME'],
  ['an output that is not there', ['--outputs', 'mu=z'], 1, 'no output "z"'],
  ['a scaling that is missing', ['--scaling', '/nowhere.json'], 1, '/nowhere.json is missing'],
  ['a layout that does not fit', ['--layout', 'flat'], 1, '[batch, 64, 8]'],
  ['a layout that nobody knows', ['--layout', 'cube'], 2, 'time-channels'],
  ['a kind that it cannot be', ['--detector', 'importedScore'], 1, 'needs score'],
  ['one channel fewer', ['--ignore', 'Current'], 1, '7 channels'],
])('%s: exit code and sentence', async (_, args, exitCode, sentence) => {
  const { code, stderr } = await bring(exported('torch-mlp-vae'), 'refused', ...args);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('unexpected');
  expect(code).toBe(exitCode);
});
