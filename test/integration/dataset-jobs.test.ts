import { join } from 'node:path';
import { Dataset } from '@lookout/shared/protocol/datasets';
import type { NewJob } from '@lookout/shared/protocol/jobs';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { bundleOf } from '../../cloud-hub/src/compression/bundle/open-bundle.ts';
import { unzipBundle } from '../../cloud-hub/src/model/bundle-zip.ts';
import { openBrowser } from '../support/browser.ts';
import { TestHub } from '../support/hub.ts';
import { JobClient, loopCsv, startWorker } from '../support/job-client.ts';

let hub: TestHub;
let client: JobClient;
let dataset: Dataset;

beforeAll(async () => {
  hub = await TestHub.start();
  client = await JobClient.signIn(hub.url, hub.admin);
  // A leak in the validation part, which is the last fifth.
  const answer = await client.send(
    'POST',
    '/api/datasets?file=shift.csv&name=shift%201&label=anomaly',
    {
      headers: { 'content-type': 'application/octet-stream' },
      body: loopCsv({ rows: 1200, run: 1, leak: true, leakFrom: 0.9 }),
    },
  );
  expect(answer.status).toBe(201);
  dataset = Dataset.parse(await answer.json());
});
afterAll(() => hub?.stop());

const training = (name: string, data = 'shift 1'): NewJob => ({
  kind: 'train',
  request: { name, threshold: { kind: 'falseAlarmRate', rate: 0.01 }, steps: 30 },
  data: { kind: 'dataset', name: data },
});
const remove = async () => {
  const answer = await client.send('DELETE', `/api/datasets/${dataset.id}`);
  return { status: answer.status, text: await answer.text() };
};

test('a data set is learned from, judged by, compressed with, and kept while a job needs it', async () => {
  await expect(client.order(training('x', 'none'))).rejects.toThrow(/400|no data set "none"/);
  const { id, order } = await client.order(training('pump'));
  expect(order.data).toEqual({ kind: 'dataset', name: 'shift 1', id: dataset.id });
  const refused = await remove();
  expect(refused.status).toBe(409);
  expect(refused.text).toMatch(/datasetInUse.*the job \\"pump\\"/);

  const worker = await startWorker(hub.dataDir, 'w1');
  onTestFinished(() => worker.stop('SIGKILL'));
  const job = await client.until(
    id,
    'ended',
    ({ state }) => state === 'done' || state === 'failed',
  );
  expect(job).toMatchObject({ state: 'done', errorText: null });
  expect(job.stages[2]?.figures.auroc).toBeGreaterThan(0.8);
  const { manifest } = bundleOf('it', unzipBundle(await client.bytes(id, 'bundle.zip')));
  // 60 and 20 of 100 rows, less the gap between the two.
  expect(manifest.provenance.data).toEqual([
    { file: 'shift 1/shift.csv', sha256: dataset.recordings[0]?.sha256, rows: 960 - 64 },
  ]);
  expect(manifest.input.channels.map(({ name }) => name)).toEqual(
    dataset.channels.map(({ name }) => name),
  );
  await worker.stop('SIGTERM');

  const compress = await client.order({
    kind: 'compress',
    request: {
      name: 'small pump',
      base: { kind: 'bundle', artefact: `job:${id}/bundle.zip` },
      budget: {},
      threshold: { kind: 'falseAlarmRate', rate: 0.01 },
    },
    data: { kind: 'dataset', name: 'shift 1' },
  });
  expect(compress.state).toBe('queued');
  expect((await remove()).text).toMatch('small pump');
  await client.cancel(compress.id);
});

test.each([1440, 390])('at %i px a data set’s page leads to a training on it', async (width) => {
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width, height: 900 }, locale: 'en-GB' });
  await page.goto(`${hub.url}/datasets/${dataset.id}`);
  await page.getByLabel('Name').fill(hub.admin.name);
  await page.getByRole('textbox', { name: 'Password' }).fill(hub.admin.password);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Train a detector on it…' }).click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByRole('combobox', { name: 'Data set', exact: true });
  expect(await field.inputValue()).toBe('shift 1');
  await dialog
    .getByText(/1.200 rows, \d+ channels, every 1 s/)
    .first()
    .waitFor();
  const judged = dialog.getByRole('combobox', { name: 'Data set to judge by' });
  await judged.fill('shi');
  await page.getByRole('option', { name: /^shift 1/ }).waitFor();
  const shots = process.env.LOOKOUT_SHOTS;
  if (shots !== undefined) await page.screenshot({ path: join(shots, `form-${width}.png`) });
  await page.keyboard.press('Escape');
  await dialog.getByRole('textbox', { name: 'Name' }).fill(`from the page ${width}`);
  await dialog.getByRole('button', { name: 'Start' }).click();
  await page.getByText('data set shift 1').first().waitFor();
  const [, id = ''] = /jobs\/(.+)$/.exec(page.url()) ?? [];
  expect((await client.job(id)).order.data).toMatchObject({ kind: 'dataset', id: dataset.id });
  await client.cancel(id);
});

test('a data set that no job needs any more can be deleted', async () => {
  expect((await remove()).status).toBe(204);
});
