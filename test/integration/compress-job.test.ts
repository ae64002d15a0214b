import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { bundleOf } from '../../cloud-hub/src/compression/bundle/open-bundle.ts';
import { unzipBundle } from '../../cloud-hub/src/model/bundle-zip.ts';
import { TestHub } from '../support/hub.ts';
import { JobClient, loopCsv, startWorker } from '../support/job-client.ts';

let hub: TestHub;
let client: JobClient;

beforeAll(async () => {
  hub = await TestHub.start();
  client = await JobClient.signIn(hub.url, hub.admin);
});
afterAll(() => hub.stop());

test('what one job has trained another compresses; a worker lost on the way costs its stage alone', async () => {
  const first = await startWorker(hub.dataDir, 'w1');
  onTestFinished(() => first.stop('SIGKILL'));
  const { id: upload } = await client.upload('normal.csv', loopCsv({ rows: 500, run: 1 }));
  const data = { kind: 'uploads' as const, ids: [upload] };
  const trained = await client.order({
    kind: 'train',
    request: {
      name: 'pump',
      threshold: { kind: 'falseAlarmRate', rate: 0.01 },
      labelColumn: 'anomaly',
      steps: 60,
    },
    data,
  });
  await client.until(trained.id, 'done', ({ state }) => state === 'done');
  const { id } = await client.order({
    kind: 'compress',
    request: {
      name: 'small pump',
      base: { kind: 'bundle', artefact: `job:${trained.id}/bundle.zip` },
      budget: { maxAurocDrop: 0.2 },
      target: 'cpu',
      threshold: { kind: 'falseAlarmRate', rate: 0.01 },
      labelColumn: 'anomaly',
    },
    data,
  });
  const before = await client.until(id, 'quantized', ({ stages }) =>
    stages.some(({ stage, state }) => stage === 'quantize' && state === 'done'),
  );
  await first.stop('SIGKILL');
  const second = await startWorker(hub.dataDir, 'w2');
  onTestFinished(() => second.stop('SIGKILL'));
  const job = await client.until(
    id,
    'ended',
    ({ state }) => state === 'done' || state === 'failed',
    400_000,
  );
  expect(job).toMatchObject({ state: 'done', errorText: null, attempt: 2, worker: 'w2' });
  expect(job.stages[1]).toEqual(before.stages[1]);
  const zips = job.artefacts.filter(({ name }) => name.endsWith('.zip'));
  expect(zips.map(({ name }) => name)).toEqual([expect.stringMatching(/-cpu\.zip$/)]);
  const small = bundleOf('it', unzipBundle(await client.bytes(id, zips[0]?.name ?? '')));
  expect(small.manifest.name).toBe('small pump');
  const report = new TextDecoder().decode(await client.bytes(id, 'report.html'));
  expect(report).toMatch(/<h1>/);
}, 500_000);
