import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Random } from '@lookout/shared/simulator/random';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { bitmapOf } from '../support/bitmap.ts';
import { runCommand } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';

const support = resolve(import.meta.dirname, '../support/onnx');
/** A real export that takes [batch, 3, 32, 32]. */
const model = join(support, 'torch-conv2d-vae.onnx');
const side = 48;

const Imported = z.object({
  ...{ bundle: z.string(), id: z.string(), detector: z.string(), variant: z.string() },
  ...{ frame: z.object({ height: z.literal(32), width: z.literal(32) }), modelBytes: z.int() },
  ...{ channels: z.array(z.string()), rows: z.int(), warnings: z.array(z.string()) },
});
const Evaluated = z.object({ normal: z.int(), abnormal: z.int(), auroc: z.number() });

let folder: string;
let removeFolder: () => PromiseLike<void>;
beforeAll(async () => {
  const scratch = await scratchFolder();
  removeFolder = () => scratch[Symbol.asyncDispose]();
  folder = scratch.path;
  await writeFrames('good', 40, 1, false);
  await writeFrames('later', 12, 2, false);
  await writeFrames('spots', 12, 3, true);
});
afterAll(() => removeFolder());

/** As a camera writes them: a grey wave that passes over a noisy ground. */
async function writeFrames(
  name: string,
  count: number,
  seed: number,
  hasSpot: boolean,
): Promise<void> {
  const random = new Random(seed);
  await mkdir(join(folder, name));
  for (let frame = 0; frame < count; frame++) {
    const phase = 6 * random.uniform();
    const pixels = bitmapOf(side, side, (row, column) => {
      const spot = hasSpot && Math.hypot(row - 20, column - 30) < 10 ? 140 : 0;
      const shade = 110 + 40 * Math.sin(column / 7 + phase) + 8 * random.normal() + spot;
      const byte = Math.min(255, Math.max(0, Math.round(shade)));
      return [byte, byte, byte];
    });
    await writeFile(join(folder, name, `frame-${frame}.bmp`), pixels);
  }
}

const at = (...names: string[]) => names.map((name) => join(folder, name));
const bring = (out: string, ...more: string[]) =>
  runCommand('lookout', [
    ...['import', '--model', model, '--data', ...at('good'), '--period', '1000'],
    ...['--out', join(folder, out), ...more],
  ]);

test('a network of frames is brought in in two forms and judged on good and bad ones', async () => {
  const [plain, half] = await Promise.all([
    bring('cpu', '--json'),
    bring('gpu', '--form', 'fp16', '--json'),
  ]);
  const [cpu, gpu] = [plain, half].map(({ code, stdout, stderr }) => {
    expect(code, stderr).toBe(0);
    return Imported.parse(JSON.parse(stdout));
  });
  expect(cpu).toMatchObject({ detector: 'imported', variant: 'fp32', rows: 40 });
  expect(cpu?.channels).toEqual(['red', 'green', 'blue']);
  expect(cpu?.warnings).toEqual([expect.stringContaining('10 of 40 frames')]);
  expect(gpu?.variant).toBe('fp16');
  expect(gpu?.modelBytes).toBeLessThan(0.55 * (cpu?.modelBytes ?? 0));
  const judged = await runCommand('lookout', [
    ...['evaluate', '--bundle', cpu?.bundle ?? '', '--json'],
    ...['--normal', ...at('later'), '--abnormal', ...at('spots')],
  ]);
  expect(judged.code, judged.stderr).toBe(0);
  const evaluated = Evaluated.parse(JSON.parse(judged.stdout));
  expect(evaluated).toMatchObject({ normal: 12, abnormal: 12 });
  expect(evaluated.auroc).toBeGreaterThan(0.95);
});

test('people are told what became of it', async () => {
  const { code, stdout, stderr } = await bring('told', '--detector', 'latent');
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('judges     frames 3×32×32, one every 1000 ms');
  expect(stdout).toContain('VAE, latent KL, fp32');
  expect(stdout).toContain('lookout evaluate --bundle');
});

const rowsModel = join(support, 'torch-mlp-vae.onnx');
test.each<[string, () => string[], number, string]>([
  [
    'import without a period',
    () => ['import', '--model', model, '--data', ...at('good')],
    2,
    '--period',
  ],
  [
    'import with a label',
    () => ['import', '--model', model, '--data', ...at('good'), '--period', '9', '--label', 'x'],
    2,
    '--label is for recordings of sensors',
  ],
  [
    'import of a model of rows',
    () => ['import', '--model', rowsModel, '--data', ...at('good'), '--period', '9'],
    1,
    'which are rows of sensors',
  ],
  ['training', () => ['train', '--data', ...at('good')], 2, 'none is trained on frames here'],
  [
    'compressing',
    () => ['compress', '--bundle', ...at('told'), '--data', 'x.csv'],
    2,
    '--form int8',
  ],
  [
    'judging on rows',
    () => ['evaluate', '--bundle', ...at('told'), '--data', 'x.csv'],
    2,
    '--normal',
  ],
  [
    'judging on one kind',
    () => ['evaluate', '--bundle', ...at('told'), '--normal', ...at('good')],
    2,
    'both',
  ],
])('%s is refused in words', async (_, args, exitCode, sentence) => {
  const [command = '', ...rest] = args();
  const out = command === 'evaluate' ? [] : ['--out', join(folder, 'refused')];
  const { code, stderr } = await runCommand('lookout', [command, ...rest, ...out]);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('unexpected');
  expect(code).toBe(exitCode);
});
