import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JobArtefacts } from './artefact.repository.ts';
import type { Claim } from './job-claims.repository.ts';
import { summaryOf } from './job-row.ts';
import { jobRooms, trainOrder } from './jobs.fixture.ts';

let rooms: Awaited<ReturnType<typeof jobRooms>>;
beforeAll(async () => {
  rooms = await jobRooms();
});
afterAll(() => rooms.close());

async function ordered() {
  const id = randomUUID();
  await rooms.jobs.create(id, trainOrder('x'), 'mika', 1);
  const queueId = (await rooms.jobs.find(id))?.queueId ?? '';
  return { id, delivery: { jobId: id, queueId, signal: new AbortController().signal } };
}

async function claimed(worker = 'w1') {
  const order = await ordered();
  const claim = await rooms.claims.claim(order.delivery, worker, 2);
  if (claim === null) throw new Error('not claimed');
  return { ...order, claim };
}

const store = (claim: Claim) => new JobArtefacts(rooms.artefacts, rooms.claims, claim, () => 5);
const stage = (fraction: number, figures = {}) =>
  [
    {
      stage: 'prepare',
      state: fraction < 1 ? ('running' as const) : ('done' as const),
      fraction,
      message: 'm',
      figures,
    },
  ] as const;
const lost = expect.objectContaining({ code: 'claimLost' });

describe('a worker that was thought dead and comes back', () => {
  test('writes nothing: no stage, no artefact, no end', async () => {
    const { id, delivery, claim: dead } = await claimed('dead');
    await store(dead).write('work/a', Buffer.from('first'));
    const alive = await rooms.claims.claim(delivery, 'alive', 3);
    expect(alive?.attempt).toBe(2);
    await expect(rooms.claims.progress(dead, stage(0.5), 4)).rejects.toEqual(lost);
    await expect(store(dead).write('work/a', Buffer.from('late'))).rejects.toEqual(lost);
    await expect(rooms.claims.end(dead, { state: 'done' }, 4)).rejects.toEqual(lost);
    await expect(rooms.claims.giveBack(dead)).rejects.toEqual(lost);
    expect(await rooms.claims.holds(dead)).toBe(false);
    expect(Buffer.from((await rooms.artefacts.read(id, 'work/a')) ?? []).toString()).toBe('first');
    expect(await rooms.jobs.find(id)).toMatchObject({ state: 'running', worker: 'alive' });
  });

  test('nor does the worker of a cancelled job', async () => {
    const { id, claim } = await claimed();
    expect(await rooms.jobs.cancel(id, 'mika', 9)).toBe(true);
    expect(await rooms.jobs.cancel(id, 'mika', 10)).toBe(false);
    await expect(rooms.claims.progress(claim, stage(1), 11)).rejects.toEqual(lost);
    expect(await rooms.jobs.find(id)).toMatchObject({ state: 'cancelled', finishedAt: 9 });
  });

  test('a turn of before a retry claims nothing any more', async () => {
    const { id, delivery } = await claimed();
    await rooms.jobs.cancel(id, 'mika', 3);
    expect(await rooms.jobs.retry(id)).toBe(true);
    expect(await rooms.claims.claim(delivery, 'late', 4)).toBeNull();
    const queueId = (await rooms.jobs.find(id))?.queueId ?? '';
    expect(await rooms.claims.claim({ ...delivery, queueId }, 'next', 5)).toMatchObject({
      attempt: 2,
    });
  });
});

test('a stage finished by an earlier attempt keeps its times and figures', async () => {
  const { id, delivery, claim } = await claimed();
  await rooms.claims.progress(claim, stage(0), 10);
  await rooms.claims.progress(claim, stage(1, { loss: 3 }), 20);
  const again = await rooms.claims.claim(delivery, 'w2', 30);
  if (again === null) throw new Error('not claimed');
  await rooms.claims.progress(again, stage(1), 40);
  await rooms.claims.progress(again, [{ ...stage(0.5)[0], stage: 'train' }], 50);
  const row = await rooms.jobs.find(id);
  expect(row && summaryOf(row).stages).toMatchObject([
    { stage: 'prepare', attempt: 1, startedAt: 10, finishedAt: 20, figures: { loss: 3 } },
    { stage: 'train', attempt: 2, startedAt: 50, finishedAt: null, fraction: 0.5 },
    { stage: 'report', state: 'waiting' },
  ]);
});

test('a stage cut off begins anew with the next attempt', async () => {
  const { id, delivery, claim } = await claimed();
  await rooms.claims.progress(claim, stage(0.8), 10);
  const again = await rooms.claims.claim(delivery, 'w2', 30);
  if (again === null) throw new Error('not claimed');
  await rooms.claims.progress(again, stage(0.1), 40);
  const row = await rooms.jobs.find(id);
  expect(row && summaryOf(row).stages[0]).toMatchObject({
    attempt: 2,
    startedAt: 40,
    fraction: 0.1,
  });
});

test('a job keeps no more than it may, and work that nobody needs goes with its end', async () => {
  const { id, claim } = await claimed();
  const own = store(claim);
  await own.write('work/a', new Uint8Array(10));
  await own.write('bundle.zip', new Uint8Array(20));
  await expect(own.write('work/b', new Uint8Array(128 * 1024 * 1024 + 1))).rejects.toMatchObject({
    code: 'tooLarge',
    message: 'work/b is 129 MB, at most 128 MB: take fewer rows or channels',
  });
  await rooms.claims.end(claim, { state: 'done' }, 30);
  expect(await rooms.artefacts.read(id, 'work/a')).toBeNull();
  expect(await rooms.artefacts.list(id)).toMatchObject([{ name: 'bundle.zip', sizeBytes: 20 }]);
});
