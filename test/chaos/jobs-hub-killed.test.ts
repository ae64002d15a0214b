import { chmod } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { HubProcess } from '../support/hub-process.ts';
import { isAlive } from '../support/is-alive.ts';
import { JobClient, loopCsv } from '../support/job-client.ts';
import { scratchFolder } from '../support/scratch.ts';

test('a hub killed in the middle of a job takes its worker along; the next hub goes on with it', async () => {
  await using scratch = await scratchFolder();
  await chmod(scratch.path, 0o711);
  const env = {
    LOOKOUT_PORT: '0',
    LOOKOUT_MQTT_PORT: '0',
    LOOKOUT_DATA_DIR: `${scratch.path}/hub`,
    LOOKOUT_WORKERS: '1',
  };
  const first = await HubProcess.start(env);
  onTestFinished(() => first.end('SIGKILL'));
  const { firstAdmin } = first.ready;
  if (firstAdmin === null) throw new Error('expected a first admin');
  const before = await JobClient.signIn(first.ready.url, firstAdmin);
  const { id: data } = await before.upload('normal.csv', loopCsv({ rows: 2_000, run: 1 }));
  const { id } = await before.order({
    kind: 'train',
    request: { name: 'pump', threshold: { kind: 'alarmsPerDay', n: 1 }, labelColumn: 'anomaly' },
    data: { kind: 'uploads', ids: [data] },
  });
  const training = await before.until(id, 'trains', ({ stages }) =>
    stages.some(({ stage, state }) => stage === 'train' && state === 'running'),
  );
  const worker = Number(training.worker?.split('/').at(-1));
  await first.end('SIGKILL');
  await eventually('the worker ends', async () => (isAlive(worker) ? null : true), 30_000);

  const second = await HubProcess.start(env);
  onTestFinished(() => second.end('SIGTERM'));
  const after = await JobClient.signIn(second.ready.url, firstAdmin);
  const job = await after.until(id, 'done', ({ state }) => state === 'done');
  expect(job.stages.map(({ stage, attempt }) => `${stage} ${attempt}`)).toEqual([
    'prepare 1',
    'train 2',
    'report 2',
  ]);
}, 180_000);
