import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../../../../test/support/eventually.ts';
import { jobRooms, trainOrder } from '../jobs.fixture.ts';

let rooms: Awaited<ReturnType<typeof jobRooms>>;
beforeAll(async () => {
  rooms = await jobRooms();
});
afterAll(() => rooms.close());

/** Asked by a process of its own, while ours stands still. */
const secondsSinceBeat = (): number => {
  const ask = `
    import pg from 'pg';
    const client = new pg.Client(process.argv[1]);
    await client.connect();
    const { rows } = await client.query(
      "SELECT extract(epoch FROM now() - heartbeat_on)::float8 AS age FROM lookout_queue.job WHERE state = 'active'");
    console.log(rows[0].age);
    await client.end();`;
  const args = ['--input-type=module', '-e', ask, rooms.url];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
};

test('the queue hears of a job whose thread stands still', async () => {
  const ages: number[] = [];
  const worker = rooms.worker('w1', async (_, { onProgress }) => {
    onProgress({ stage: 'train', state: 'running', fraction: 0, message: '' });
    // The thread has begun with the worker; wait for its first beat.
    await eventually('a beat', async () => (secondsSinceBeat() < 1 ? true : null));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6_000);
    ages.push(secondsSinceBeat());
    return 'done';
  });
  await worker.start();
  onTestFinished(() => worker.stop());
  const id = randomUUID();
  await rooms.jobs.create(id, trainOrder('x'), 'mika', 1);
  await eventually('done', async () => {
    return (await rooms.jobs.find(id))?.state === 'done' ? true : null;
  });
  // A beat every 10/6 s; without a thread of its own it would be more than 6.
  expect(ages[0]).toBeLessThan(4);
});
