import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../../../../test/support/eventually.ts';
import type { JobEngine } from '../engine/engine.ts';
import { jobRooms, trainOrder } from '../jobs.fixture.ts';

let rooms: Awaited<ReturnType<typeof jobRooms>>;
beforeAll(async () => {
  rooms = await jobRooms();
});
afterAll(() => rooms.close());

async function run(engine: JobEngine<'train'>, log?: (error: unknown) => void) {
  const worker = rooms.worker('w1', engine, log);
  await worker.start();
  onTestFinished(() => worker.stop());
  const id = randomUUID();
  await rooms.jobs.create(id, trainOrder('x'), 'mika', 1);
  return {
    id,
    until: (state: string) =>
      eventually(`${state}`, async () => {
        const job = await rooms.jobs.find(id);
        return job?.state === state ? job : null;
      }),
  };
}

const until = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });

test('an error with a code is an ordinary end; one without is a defect and is logged', async () => {
  const coded = await run(async () => {
    throw Object.assign(new Error('12 rows are too few'), { code: 'too_few_windows' });
  });
  expect(await coded.until('failed')).toMatchObject({
    attempt: 1,
    errorCode: 'too_few_windows',
    errorText: '12 rows are too few',
  });
});

test('a defect is told as one', async () => {
  const logged: unknown[] = [];
  const defect = new RangeError('index 7 of 3');
  const job = await run(
    async () => {
      throw defect;
    },
    (error) => logged.push(error),
  );
  expect(await job.until('failed')).toMatchObject({ errorCode: 'unexpected' });
  expect(logged).toEqual([defect]);
});

test('infeasible is an end of its own', async () => {
  const job = await run(async () => 'infeasible');
  expect(await job.until('infeasible')).toMatchObject({ errorCode: null });
});

test('a cancellation aborts the engine within a second, by notice; its own progress does not', async () => {
  const aborted = Promise.withResolvers<{ at: number; reason: unknown }>();
  const job = await run(async (_, { onProgress, signal }) => {
    signal.addEventListener('abort', () =>
      aborted.resolve({ at: performance.now(), reason: signal.reason }),
    );
    onProgress({ stage: 'train', state: 'running', fraction: 0, message: '' });
    return until(signal);
  });
  await eventually('its stage', async () => {
    const row = await rooms.jobs.find(job.id);
    return JSON.stringify(row?.stages).includes('train') ? true : null;
  });
  const asked = performance.now();
  await rooms.jobs.cancel(job.id, 'mika', 9);
  const { at, reason } = await aborted.promise;
  expect(reason).toMatchObject({ code: 'claimLost' });
  expect(at - asked).toBeGreaterThan(0);
  expect(at - asked).toBeLessThan(1_000);
});

test('a database in trouble is no failure of the job: it is tried again', async () => {
  let turns = 0;
  const job = await run(async () => {
    turns += 1;
    if (turns === 1) throw Object.assign(new Error('terminating connection'), { code: '57P01' });
    return 'done';
  });
  expect(await job.until('done')).toMatchObject({ attempt: 2 });
});

test('a job that takes every worker with it is given up', async () => {
  const job = await run(async () => {
    throw new Error('Connection terminated unexpectedly');
  });
  const ended = await eventually('given up', async () => {
    const [id] = await rooms.jobs.endLost(77);
    return id ?? null;
  });
  expect(ended).toBe(job.id);
  expect(await rooms.jobs.find(job.id)).toMatchObject({
    state: 'failed',
    attempt: 3,
    errorCode: 'workerLost',
    finishedAt: 77,
  });
});
