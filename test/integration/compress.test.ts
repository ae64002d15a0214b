import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CompressionReport } from '../../cloud-hub/src/compression/report/compression/compression-report-data.ts';
import { runCommand } from '../support/cli.ts';
import { faultyRecordings, type RecordingSet } from '../support/faulty-recording.ts';
import { scratchFolder } from '../support/scratch.ts';

/** One stage of three, so that it does not take minutes. */
const short = ['--stages', 'distil-prune'];
const scratch = await scratchFolder();
afterAll(() => scratch[Symbol.asyncDispose]());
const folder = scratch.path;
let base: string;
let set: RecordingSet;
beforeAll(async () => {
  base = join(folder, 'base');
  set = await faultyRecordings(folder);
  const label = ['--label', set.label, ...set.ignore.flatMap((name) => ['--ignore', name])];
  const how = ['--window', '20', '--steps', '150', '--out', base];
  const trained = await runCommand('lookout', ['train', '--data', ...set.train, ...label, ...how]);
  expect(trained).toMatchObject({ code: 0 });
}, 120_000);

const compress = (...args: string[]) =>
  runCommand('lookout', ['compress', '--bundle', base, '--data', ...set.train, ...args]);
const judged = () => ['--labelled', ...set.replay.map(({ file }) => file), '--label', set.label];

test('a budget in, smaller bundles and a report out; then a budget that nothing meets', async () => {
  const out = join(folder, 'small');
  const done = await compress(...judged(), ...short, '--max-auroc-drop', '0.05', '--out', out);
  expect(done.stderr).toContain('Compressing');
  expect(done).toMatchObject({ code: 0 });
  expect(done.stdout).toContain('Pareto front');
  const text = await readFile(join(out, 'report.json'), 'utf8');
  const report = CompressionReport.parse(JSON.parse(text));
  expect(report.outcome.kind).toBe('compressed');
  expect(report.variants[0]?.id).toBe('base');
  const chosen = report.pareto.find(({ isChosen }) => isChosen);
  const before = (await stat(join(base, 'model.onnx'))).size;
  expect(chosen?.modelBytes).toBeLessThan(before / 3);
  expect((await stat(join(out, 'cpu', 'model.onnx'))).size).toBe(chosen?.modelBytes);
  expect(report.warnings.join()).toContain('never timed on a GPU');
  const html = await readFile(join(out, 'report.html'), 'utf8');
  expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);

  for (const target of ['cpu', 'gpu']) {
    const files = set.replay.map(({ file }) => file);
    const bundle = ['--bundle', join(out, target), '--label', set.label, '--json'];
    const evaluated = await runCommand('lookout', ['evaluate', ...bundle, '--data', ...files]);
    expect(evaluated).toMatchObject({ code: 0 });
    expect(JSON.parse(evaluated.stdout).auroc).toBeGreaterThan(0.6);
  }

  const tight = ['--max-model-kb', '1', '--target', 'cpu', '--json'];
  const again = await compress(...judged(), ...short, ...tight, '--out', out);
  expect(again.code).toBe(3);
  expect(again.stderr).toContain('infeasible: nothing meets the budget');
  expect(again.stderr).not.toContain('step 300 of 300');
  expect(CompressionReport.parse(JSON.parse(again.stdout)).outcome.kind).toBe('infeasible');
}, 240_000);

test.each([
  ['labelled files without a label column', ['--labelled', 'x.csv'], 2, /--labelled needs --label/],
  ['half of the costs', ['--cost-miss', '5'], 2, /give both/],
  ['a stage that there is not', ['--stages', 'shrink'], 2, /Allowed choices/],
  ['a latency table that there is not', ['--profile', 'none.json'], 1, /none\.json is missing/],
])('%s are refused in words', async (_, args, code, message) => {
  const refused = await compress(...args, '--out', join(folder, 'refused'));
  expect(refused.code).toBe(code);
  expect(refused.stderr).toMatch(message);
});

test('recordings that hold nothing to learn, or other sensors, are refused by name', async () => {
  const few = join(folder, 'few.csv');
  const lines = (await readFile(set.train[0] ?? '', 'utf8')).split('\n');
  await writeFile(few, lines.slice(0, 40).join('\n'));
  const other = join(folder, 'other.csv');
  await writeFile(other, `a,b\n${'1,2\n3,4\n'.repeat(300)}`);
  const run = (file: string) =>
    runCommand('lookout', [
      'compress',
      '--bundle',
      base,
      '--data',
      file,
      '--out',
      join(folder, 'no'),
    ]);
  expect((await run(few)).stderr).toMatch(/normal rows are too few/);
  expect((await run(other)).stderr).toMatch(/other\.csv/);
  expect((await run(other)).code).toBe(1);
});

test('a folder with something else in it is left alone', async () => {
  const taken = join(folder, 'taken');
  await mkdir(taken);
  await writeFile(join(taken, 'thesis.txt'), 'mine');
  const refused = await compress('--out', taken);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain('thesis.txt');
});
