import { cp, mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { runCommand } from '../support/cli.ts';
import { faultyRecordings, type RecordingSet } from '../support/faulty-recording.ts';
import { scratchFolder } from '../support/scratch.ts';

const figure = z.number().nullable();
const means = { auroc: figure, auprc: figure, vusPr: figure, vusRoc: figure };
const ranking = {
  ...means,
  aurocInterval: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
};
const Ranking = z.strictObject(ranking);
const Means = z.strictObject(means);
const perDay = { count: z.int(), days: z.number(), perDay: z.number() };
const figures = {
  windows: z.int(),
  prevalence: z.number().nullable(),
  ...ranking,
  threshold: z.number(),
  falseAlarmRate: z.number().nullable(),
  detectionRate: z.number().nullable(),
  detectionDelay: z.number().nullable(),
  alerts: z.strictObject({
    raised: z.int(),
    events: z.int(),
    found: z.int(),
    standing: z.int(),
    missed: z.int(),
    delayRows: figure,
    falseAlarms: z.strictObject({ ...perDay, low: z.number(), high: z.number() }).nullable(),
  }),
  baselines: ofBaselines(Ranking),
};
function ofBaselines<T extends z.ZodType>(one: T) {
  return z.strictObject({ zmax: one, pcaT2: one, pcaSpe: one, windowMean: one, var1: one });
}
/** Exactly the keys that `lookout evaluate --json` promises. */
const Evaluation = z.strictObject({
  detector: z.string(),
  labelled: z.boolean(),
  ...figures,
  againstBest: z
    .strictObject({
      baseline: z.string(),
      value: z.number(),
      low: z.number(),
      high: z.number(),
    })
    .nullable(),
  fileMean: z.strictObject({ files: z.int(), ...means, baselines: ofBaselines(Means) }),
  files: z.array(z.strictObject({ path: z.string(), ...figures })),
});
const Trained = z.object({
  bundle: z.string(),
  id: z.string().length(64),
  modelSha256: z.string().length(64),
  rows: z.int(),
  warnings: z.array(z.string()),
});

let folder: string;
let removeFolder: () => PromiseLike<void>;
let set: RecordingSet;
let bundle: string;
beforeAll(async () => {
  const scratch = await scratchFolder();
  removeFolder = () => scratch[Symbol.asyncDispose]();
  folder = scratch.path;
  set = await faultyRecordings(folder);
  bundle = join(folder, 'detector');
  const { code, stderr } = await train(bundle);
  expect(code, stderr).toBe(0);
});
afterAll(() => removeFolder());

const train = (out: string, ...more: string[]) =>
  runCommand('lookout', [
    ...['train', '--data', ...set.train, '--label', set.label, '--window', '10', '--arch', 'dense'],
    ...(set.ignore.length > 0 ? ['--ignore', ...set.ignore] : []),
    ...['--seed', '1', '--out', out, ...more],
  ]);

const evaluate = (...more: string[]) =>
  runCommand('lookout', ['evaluate', '--bundle', bundle, '--label', set.label, ...more]);

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test('recorded faults are told from normal rows, pooled and file by file', async () => {
  const paths = set.replay.map((recording) => recording.file);
  const { code, stdout } = await evaluate('--data', ...paths, '--json');
  expect(code).toBe(0);
  const evaluation = Evaluation.parse(JSON.parse(stdout));
  expect(evaluation.files.map(({ path }) => path)).toEqual(paths);
  const sum = evaluation.files.reduce((windows, part) => windows + part.windows, 0);
  expect(evaluation.windows).toBe(sum);
  expect(evaluation.files[0]?.windows).toBe((set.replay[0]?.rows ?? 0) - 9);
  expect(evaluation.auroc).toBeGreaterThan(0.7);
  expect(evaluation.baselines.windowMean.auroc).toBeGreaterThan(0.7);
  expect(evaluation.detectionRate).toBeGreaterThan(0.3);
  // Other days are other operating points, so the rate asked for is not the rate that comes.
  expect(evaluation.falseAlarmRate).toBeLessThan((evaluation.detectionRate ?? 0) / 3);
  expect(evaluation.aurocInterval?.low).toBeLessThan(evaluation.auroc ?? 0);
  expect(evaluation.aurocInterval?.high).toBeGreaterThan(evaluation.auroc ?? 0);
  const aurocs = evaluation.files.map(({ auroc }) => auroc ?? 0);
  expect(evaluation.fileMean.auroc).toBeCloseTo(aurocs.reduce((a, b) => a + b) / aurocs.length, 9);
  expect(evaluation.alerts.events).toBe(paths.length);
  const { found, standing, missed } = evaluation.alerts;
  expect(found + standing + missed).toBe(paths.length);
});

test('people get a table and a verdict in words', async () => {
  const { code, stdout } = await evaluate('--data', set.replay[0]?.file ?? '');
  expect(code).toBe(0);
  expect(stdout).toMatch(/windows +anomalous +AUROC/);
  expect(stdout).toMatch(/plain statistic.*AUROC 0\.\d{3} against 0\.\d{3}; difference/);
});

test('the same seed gives the same model, with progress on stderr and one document on stdout', async () => {
  const again = await train(join(folder, 'again'), '--json');
  const { modelSha256, warnings } = Trained.parse(JSON.parse(again.stdout));
  expect(warnings).toEqual([]);
  expect(again.stderr).toMatch(/^Training: 10 %, step \d+ of \d+, loss/m);
  const replaced = await train(bundle, '--json');
  expect(Trained.parse(JSON.parse(replaced.stdout)).modelSha256).toBe(modelSha256);
  expect((await readdir(bundle)).sort()).toEqual([
    'baselines.json',
    'golden.json',
    'manifest.json',
    'model.onnx',
  ]);
});

test('recordings of one class only give null, not an error', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${1 + (i % 7)},${2 + (i % 5)}`);
  const normal = await file('normal.csv', `a,b\n${rows.join('\n')}\n`);
  const out = join(folder, 'small');
  const long = Array.from({ length: 400 }, (_, i) => `${1 + (i % 7)},${2 + (i % 5)}`);
  const data = await file('long.csv', `a,b\n${long.join('\n')}\n`);
  const args = ['train', '--data', data, '--period', '1000', '--steps', '20', '--out', out];
  expect(await runCommand('lookout', args)).toMatchObject({ code: 0 });
  const { code, stdout, stderr } = await runCommand('lookout', [
    ...['evaluate', '--bundle', out, '--data', normal, '--label', 'fault', '--json'],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('"fault"') });
  expect(Evaluation.parse(JSON.parse(stdout))).toMatchObject({
    windows: 31,
    prevalence: 0,
    auroc: null,
    detectionRate: null,
    aurocInterval: null,
    labelled: false,
    alerts: { events: 0, delayRows: null },
    fileMean: { files: 0, auroc: null },
    baselines: { var1: { auroc: null, auprc: null, vusPr: null } },
  });
});

const small = (rows: number) =>
  `a,b\n${Array.from({ length: rows }, (_, i) => `${i % 7},${i % 5}`).join('\n')}\n`;

const period = ['--period', '1000'];
test.each<[string, number, string, string[], string]>([
  ['a row with a cell too few', 1, 'a,b\n1,2\n3\n', period, 'bad.csv, line 3: 1 cells, expected 2'],
  ['NaN', 1, 'a,b\n1,2\nNaN,3\n', period, 'bad.csv, line 3, column "a": "NaN" where a number'],
  ['infinity', 1, 'a,b\n1,2\n3,-inf\n', period, 'bad.csv, line 3, column "b": "-inf" is not a'],
  ['an open quote', 1, 'a,b\n1,"2\n3,4\n', period, 'bad.csv, line'],
  ['too few rows', 1, small(60), period, 'Record at least 236 normal rows without gaps'],
  ['no time and no period', 1, small(60), [], 'give the sampling period with --period MS'],
  ['a misspelt label', 1, 'a,anomaly\n1,0\n', ['--label', 'anomoly'], 'mean --label "anomaly"'],
  ['a window of one row', 2, small(60), ['--window', '1'], 'from 2 to 4096'],
  ['an unknown network', 2, small(60), ['--arch', 'gru'], 'Allowed choices are dense'],
  ['an unknown option', 2, small(60), ['--widnow', '5'], 'Did you mean --window?'],
])(
  'train refuses %s with exit code %i and no stack trace',
  async (_, code, text, more, message) => {
    const out = join(folder, 'refused');
    const path = await file('bad.csv', text);
    const result = await runCommand('lookout', ['train', '--data', path, '--out', out, ...more]);
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(result.stderr).not.toMatch(/^ +at /m);
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  },
);

test('train leaves a folder alone that holds something else', async () => {
  const out = join(folder, 'letters');
  await mkdir(out);
  await writeFile(join(out, 'letter.txt'), 'dear');
  const result = await train(out);
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('is not empty and no') });
  expect(await readdir(out)).toEqual(['letter.txt']);
});

test.each<[string, number, () => Promise<string[]>, string]>([
  ['a missing file', 1, async () => ['--data', 'none.csv'], 'none.csv: no such file'],
  ['no file at all', 2, async () => [], 'give recordings with --data'],
  [
    'other channels',
    1,
    async () => ['--data', await file('other.csv', 'x,y\n1,2\n')],
    'other.csv does not fit the detector',
  ],
  [
    'a truncated model',
    1,
    async () => ['--data', 'a.csv', '--bundle', await truncatedBundle()],
    'model.onnx has 5000 bytes, the manifest says',
  ],
  [
    'a folder without a bundle',
    1,
    async () => ['--data', 'a', '--bundle', folder],
    'lookout train',
  ],
])('evaluate refuses %s with exit code %i and no stack trace', async (_, code, args, message) => {
  const result = await evaluate(...(await args()));
  expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
  expect(result.stderr).not.toMatch(/^ +at /m);
});

async function truncatedBundle(): Promise<string> {
  const copy = join(folder, 'truncated');
  await cp(bundle, copy, { recursive: true });
  await truncate(join(copy, 'model.onnx'), 5000);
  return copy;
}

test.each([[['--help']], [['train', '--help']], [['evaluate', '--help']]])(
  '%j teaches and ends well',
  async (args) => {
    const { code, stdout } = await runCommand('lookout', args);
    expect(code).toBe(0);
    expect(stdout).toContain(args.length > 1 ? 'Examples' : 'Commands:');
  },
);
