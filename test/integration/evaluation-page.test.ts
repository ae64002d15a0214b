import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { runCommand } from '../support/cli.ts';
import { faultyRecordings, type RecordingSet } from '../support/faulty-recording.ts';
import { scratchFolder } from '../support/scratch.ts';

let folder: string;
let removeFolder: () => PromiseLike<void>;
let set: RecordingSet;
let bundle: string;
let browser: Browser;
beforeAll(async () => {
  const scratch = await scratchFolder();
  removeFolder = () => scratch[Symbol.asyncDispose]();
  folder = scratch.path;
  set = await faultyRecordings(folder);
  bundle = join(folder, 'detector');
  const { code, stderr } = await runCommand('lookout', [
    ...['train', '--data', ...set.train, '--label', set.label, '--out', bundle, '--steps', '100'],
    ...(set.ignore.length > 0 ? ['--ignore', ...set.ignore] : []),
  ]);
  expect(code, stderr).toBe(0);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await removeFolder();
});

const evaluate = (...more: string[]) =>
  runCommand('lookout', ['evaluate', '--bundle', bundle, ...more]);
const replays = () => set.replay.map(({ file }) => file);

async function open(file: string, width: number) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, complaints };
}

test('--report writes a page that opens at desk and phone width and asks for nothing else', async () => {
  const report = join(folder, 'report.html');
  const { code, stdout, stderr } = await evaluate(
    ...['--data', ...replays(), '--label', set.label],
    ...['--report', report, '--cost-false-alarm', '7', '--cost-miss', '900'],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.trimEnd().endsWith(`Report: ${report}`)).toBe(true);
  for (const width of [1440, 390]) {
    const { page, complaints } = await open(report, width);
    const [wide, seen] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(wide).toBe(seen);
    expect(await page.locator('article').count()).toBe(set.replay.length);
    for (const title of ['ROC curves', 'Precision-recall curves', 'Reliability of the'])
      expect(await page.getByRole('img', { name: title }).isVisible()).toBe(true);
    expect(await page.getByText('taken to cost 7, a missed event 900').count()).toBe(1);
    expect(await page.locator('.lane i.event').count()).toBe(set.replay.length);
    expect(complaints).toEqual([]);
    await page.close();
  }
});

test('without labels the page says what is missing, and --json prints nothing else', async () => {
  const report = join(folder, 'unlabelled.html');
  const data = ['--data', replays()[0] ?? ''];
  const { code, stdout } = await evaluate(...data, '--report', report, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ labelled: false, auroc: null });
  const { page } = await open(report, 1440);
  expect(await page.getByText('have no labels').first().isVisible()).toBe(true);
  expect(await page.getByRole('img', { name: 'ROC curves' }).count()).toBe(0);
  await page.close();
});

test('a recording that was trained on is named as no test', async () => {
  const [seen = ''] = set.train;
  const { stderr } = await evaluate('--data', seen, '--label', set.label, '--json');
  expect(stderr).toContain(`the detector was trained on ${seen}`);
});

test.each<[string, number, () => Promise<string[]>, string]>([
  ['a folder that is not there', 1, async () => ['--report', join(folder, 'no/r.html')], 'make it'],
  ['a folder in place of a file', 1, async () => ['--report', folder], 'is a folder'],
  ['a file that is no report', 1, async () => ['--report', await letter()], 'is no HTML report'],
  ['a cost that is no number', 2, async () => ['--cost-miss', 'much'], 'number of 0 or more'],
])('%s is refused with exit code %i before anything is read', async (_, code, args, message) => {
  // The recording does not exist either: had it been looked at, it would be what is complained of.
  const result = await evaluate('--data', 'none.csv', ...(await args()));
  expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
  expect(result.stderr.trim().split('\n').length).toBeLessThanOrEqual(code === 1 ? 1 : 2);
});

async function letter(): Promise<string> {
  const path = join(folder, 'letter.txt');
  await writeFile(path, 'dear');
  return path;
}
