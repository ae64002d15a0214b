import {
  JobPage,
  type JobStage,
  type JobSummary,
  type NewJob,
} from '@lookout/shared/protocol/jobs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { bundleOf } from '../../cloud-hub/src/compression/bundle/open-bundle.ts';
import { unzipBundle } from '../../cloud-hub/src/model/bundle-zip.ts';
import { TestHub } from '../support/hub.ts';
import { JobClient, loopCsv, startWorker } from '../support/job-client.ts';
import { LiveLine } from '../support/live-line.ts';

let hub: TestHub;
let client: JobClient;
let normal: string;

beforeAll(async () => {
  hub = await TestHub.start();
  client = await JobClient.signIn(hub.url, hub.admin);
  normal = (await client.upload('normal.csv', loopCsv({ rows: 600, run: 1 }))).id;
});
afterAll(() => hub.stop());

const training = (name: string, part: { steps?: number; labelled?: string } = {}): NewJob => ({
  kind: 'train',
  request: {
    name,
    threshold: { kind: 'falseAlarmRate', rate: 0.003 },
    labelColumn: 'anomaly',
    steps: part.steps ?? 60,
  },
  data: { kind: 'uploads', ids: [normal] },
  labelled: part.labelled === undefined ? null : { kind: 'uploads', ids: [part.labelled] },
});
/** Some half a minute here: long enough to interfere with. */
const long = 20_000;

async function worker(name: string) {
  const program = await startWorker(hub.dataDir, name);
  onTestFinished(() => program.stop('SIGKILL'));
  return program;
}

const stageOf = (job: Pick<JobSummary, 'stages'>, name: string): JobStage => {
  const stage = job.stages.find((own) => own.stage === name);
  if (stage === undefined) throw new Error(`no stage ${name}`);
  return stage;
};

describe('a training job', () => {
  test('runs to its end before everybody’s eyes, and leaves a bundle and a report', async () => {
    await worker('w1');
    const judged = await client.upload('leak.csv', loopCsv({ rows: 600, run: 2, leak: true }));
    const line = await LiveLine.open(hub.url, { cookie: client.session.cookie, origin: hub.url });
    onTestFinished(() => line.close());
    await line.join('jobs');
    const { id, state, stages } = await client.order(training('pump', { labelled: judged.id }));
    expect(state).toBe('queued');
    expect(stages.map(({ stage, state }) => `${stage} ${state}`)).toEqual([
      'prepare waiting',
      'train waiting',
      'report waiting',
    ]);
    await line.join(`job:${id}`);
    await line.until(`job:${id}`, ({ job }) => job?.state === 'done');

    const seen = line.of(`job:${id}`).flatMap(({ job }) => job ?? []);
    expect(seen.map(({ state }) => state)).toContain('running');
    expect(seen.some((job) => stageOf(job, 'train').state === 'running')).toBe(true);
    const revisions = line.of(`job:${id}`).map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, i) => (revisions[0] ?? 0) + i));
    await line.until('jobs', ({ jobs }) => jobs?.some((job) => job.state === 'done') ?? false);

    const job = await client.job(id);
    expect(job).toMatchObject({ state: 'done', attempt: 1, worker: 'w1', errorCode: null });
    expect(job.stages.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(stageOf(job, 'train').figures).toMatchObject({
      loss: expect.any(Number),
      sizeBytes: expect.any(Number),
    });
    const { auroc, aurocLow, aurocHigh } = stageOf(job, 'report').figures;
    expect(auroc).toBeGreaterThan(0.8);
    expect(aurocLow).toBeLessThanOrEqual(auroc ?? 0);
    expect(aurocHigh).toBeGreaterThanOrEqual(auroc ?? 1);
    // What only a later attempt would have needed is gone.
    expect(job.artefacts.map(({ name }) => name)).toEqual([
      'bundle.zip',
      'report.html',
      'report.json',
    ]);
    const bundle = bundleOf('it', unzipBundle(await client.bytes(id, 'bundle.zip')));
    expect(bundle.manifest).toMatchObject({ name: 'pump', provenance: { steps: 60 } });
    expect(bundle.manifest.provenance.data[0]).toMatchObject({ file: 'normal.csv', rows: 600 });
  });

  test('its report may be framed by our own pages, and runs nothing', async () => {
    const { jobs } = await hub.get('/api/jobs?state=ended', JobPage);
    const answer = await client.send('GET', `/api/jobs/${jobs[0]?.id}/artefacts/report.html`);
    expect(answer.headers.get('content-type')).toMatch('text/html');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "frame-ancestors 'self'", 'sandbox']),
    );
    expect(policy).not.toMatch('script');
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(await answer.text()).toMatch('<h1>pump</h1>');
  });

  test('that cannot be done says why, in the words of its reader', async () => {
    await worker('w1');
    const bad = await client.upload('bad.csv', 'time,a,anomaly\n1000,1,0\n2000,x,0\n');
    const { id } = await client.order({
      ...training('bad'),
      data: { kind: 'uploads', ids: [bad.id] },
    });
    const job = await client.until(id, 'failed', ({ state }) => state === 'failed');
    expect(job).toMatchObject({ errorCode: 'notANumber', attempt: 1 });
    expect(job.errorText).toMatch(/^bad\.csv, line 3, column "a": "x" is not a finite number/);
  });

  test('cancelled on the way ends at once, and its worker turns to the next', async () => {
    await worker('w1');
    const { id } = await client.order(training('cancelled', { steps: long }));
    await client.until(id, 'trains', (job) => stageOf(job, 'train').state === 'running');
    const began = performance.now();
    expect(await client.cancel(id)).toMatchObject({
      state: 'cancelled',
      errorText: 'Cancelled by admin.',
    });
    const next = await client.order(training('next'));
    await client.until(next.id, 'done', ({ state }) => state === 'done');
    expect(performance.now() - began).toBeLessThan(20_000);
    const job = await client.job(id);
    expect(job.artefacts).toEqual([]);
    expect(stageOf(job, 'train').state).toBe('running');
  });

  test('taken back in order goes on with the next worker, as does one that is asked for again', async () => {
    const first = await worker('w1');
    const { id } = await client.order(training('handed on', { steps: 3_000 }));
    await client.until(id, 'trains', (job) => stageOf(job, 'train').state === 'running');
    await first.stop('SIGTERM');
    const waiting = await client.job(id);
    expect(waiting).toMatchObject({ state: 'queued', worker: null });
    await client.cancel(id);
    expect(await client.retry(id)).toMatchObject({ state: 'queued', errorCode: null });
    await worker('w2');
    const job = await client.until(id, 'done', ({ state }) => state === 'done');
    expect(job).toMatchObject({ worker: 'w2', attempt: 2 });
    expect(stageOf(job, 'prepare')).toMatchObject({ attempt: 1 });
    expect(stageOf(job, 'train')).toMatchObject({ attempt: 2 });
  });

  test('whose worker is killed goes on elsewhere within a minute, after its last finished stage', async () => {
    const first = await worker('w1');
    const { id } = await client.order(training('orphan', { steps: 3_000 }));
    const before = await client.until(id, 'trains', (job) => {
      return stageOf(job, 'train').state === 'running';
    });
    await first.stop('SIGKILL');
    const killedAt = performance.now();
    await worker('w2');
    const taken = await client.until(id, 'taken up again', ({ attempt }) => attempt === 2);
    console.info(`taken up again ${((performance.now() - killedAt) / 1000).toFixed(1)} s after`);
    expect(performance.now() - killedAt).toBeLessThan(60_000);
    expect(taken.worker).toBe('w2');
    const job = await client.until(id, 'done', ({ state }) => state === 'done');
    expect(stageOf(job, 'prepare')).toEqual(stageOf(before, 'prepare'));
    expect(stageOf(job, 'train')).toMatchObject({ state: 'done', attempt: 2 });
  });
});

test('two workers do ten jobs, each of them once', async () => {
  await Promise.all([worker('w1'), worker('w2')]);
  const orders = await Promise.all(
    Array.from({ length: 10 }, (_, i) => client.order(training(`one of ten ${i}`))),
  );
  const jobs = await Promise.all(
    orders.map(({ id }) => client.until(id, 'done', ({ state }) => state === 'done')),
  );
  expect(jobs.map(({ attempt }) => attempt)).toEqual(Array(10).fill(1));
  expect(new Set(jobs.map(({ worker }) => worker))).toEqual(new Set(['w1', 'w2']));
  const bundles = await Promise.all(jobs.map(({ id }) => client.bytes(id, 'bundle.zip')));
  expect(bundles.every((bundle) => bundle.length > 1_000)).toBe(true);
});

describe('what is refused', () => {
  const refused = async (method: string, path: string, body?: unknown) => {
    const answer = await client.send(method, path, {
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const { code }: { code: string } = JSON.parse(await answer.text());
    return `${answer.status} ${code}`;
  };
  const nobody = '00000000-0000-4000-8000-000000000000';

  test('files, bundles and jobs that are not there', async () => {
    const compress = (artefact: string) => ({
      ...training('x'),
      kind: 'compress',
      request: {
        name: 'x',
        base: { kind: 'bundle', artefact },
        budget: {},
        threshold: { kind: 'falseAlarmRate', rate: 0.003 },
      },
    });
    const { kinds } = await hub.get('/api/jobs', JobPage);
    expect(kinds).toEqual(['train', 'compress']);
    for (const artefact of ['/etc', `job:${nobody}/bundle.zip`])
      expect(await refused('POST', '/api/jobs', compress(artefact))).toBe('400 noSuchBundle');
    expect(await refused('POST', '/api/jobs', compress(`upload:${nobody}`))).toBe(
      '400 noSuchUpload',
    );
    const gone = { ...training('x'), data: { kind: 'uploads', ids: [nobody] } };
    expect(await refused('POST', '/api/jobs', gone)).toBe('400 noSuchUpload');
    expect(await refused('GET', `/api/jobs/${nobody}`)).toBe('404 notFound');
    expect(await refused('POST', `/api/jobs/${nobody}/cancel`, {})).toBe('404 notFound');
  });

  test('to end what has ended, to begin again what is done, to read what stages keep', async () => {
    const { jobs } = await hub.get('/api/jobs?state=ended', JobPage);
    const done = jobs.find(({ state }) => state === 'done')?.id;
    expect(await refused('POST', `/api/jobs/${done}/cancel`, {})).toBe('409 jobEnded');
    expect(await refused('POST', `/api/jobs/${done}/retry`, {})).toBe('409 jobDone');
    expect(await refused('GET', `/api/jobs/${done}/artefacts/none.txt`)).toBe('404 notFound');
    expect(await refused('GET', `/api/jobs/${done}/artefacts/work%2Frecordings`)).toBe(
      '400 badRequest',
    );
  });

  test('an upload by whoever is no admin, before a byte is read, and one that is too large', async () => {
    const path = '/api/uploads?name=x.csv';
    const headers = { 'content-type': 'application/octet-stream', origin: hub.url };
    const unknown = await fetch(hub.url + path, { method: 'POST', headers, body: 'a\n1\n' });
    expect(unknown.status).toBe(401);
    await expect(client.upload('large.csv', new Uint8Array(64 * 1024 * 1024 + 1))).rejects.toThrow(
      '413',
    );
    await expect(client.upload('empty.csv', '')).rejects.toThrow('400');
    await expect(client.upload('../x.csv', 'a')).rejects.toThrow('400');
  });
});

test('the hub’s own worker does jobs, and is replaced when it is killed', async () => {
  const own = await TestHub.start({ LOOKOUT_WORKERS: '1' });
  onTestFinished(() => own.stop());
  const admin = await JobClient.signIn(own.url, own.admin);
  const { id: data } = await admin.upload('normal.csv', loopCsv({ rows: 300, run: 1 }));
  const train = async () => {
    const order = { ...training('own'), data: { kind: 'uploads' as const, ids: [data] } };
    const { id } = await admin.order(order);
    const job = await admin.until(id, 'done', ({ state }) => state === 'done');
    return Number(job.worker?.split('/').at(-1));
  };
  const first = await train();
  process.kill(first, 'SIGKILL');
  const second = await train();
  expect(second).not.toBe(first);
});
