import { JobOrder } from '@lookout/shared/protocol/jobs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EngineTable } from './engine/engine.ts';
import { JobService } from './job.service.ts';
import { jobRooms, trainOrder } from './jobs.fixture.ts';

let rooms: Awaited<ReturnType<typeof jobRooms>>;
let upload: string;
beforeAll(async () => {
  rooms = await jobRooms();
  const file = { name: 'a.csv', bytes: Buffer.from('a\n1\n'), by: 'mika', at: 1 };
  upload = (await rooms.uploads.add(file)).id;
});
afterAll(() => rooms.close());

const serviceWith = (engines: EngineTable) =>
  new JobService(rooms.jobs, rooms.artefacts, rooms.uploads, rooms.datasets, engines, () => 5);
const data = () => ({ kind: 'uploads' as const, ids: [upload] });

test('what can be ordered is what has an engine', async () => {
  const service = serviceWith({ train: async () => async () => 'done' });
  expect(service.kinds()).toEqual(['train']);
  const order = JobOrder.parse({
    kind: 'compress',
    request: {
      name: 'x',
      base: { kind: 'bundle', artefact: `upload:${upload}` },
      budget: {},
      threshold: { kind: 'falseAlarmRate', rate: 0.003 },
    },
    data: data(),
  });
  await expect(service.create(order, 'mika')).rejects.toMatchObject({
    status: 400,
    code: 'noSuchKind',
  });
  const job = await service.create({ ...trainOrder('pump'), data: data() }, 'mika');
  expect(job).toMatchObject({ name: 'pump', state: 'queued', createdBy: 'mika', createdAt: 5 });
});

test('uploads go when no job names them', async () => {
  const service = serviceWith({ train: async () => async () => 'done' });
  await service.create({ ...trainOrder('pump'), data: data() }, 'mika');
  const file = { name: 'b.csv', bytes: Buffer.from('b\n1\n'), by: 'mika', at: 1 };
  const unused = (await rooms.uploads.add(file)).id;
  expect(await rooms.uploads.sweep(1)).toBe(0);
  expect(await rooms.uploads.sweep(2)).toBe(1);
  expect(await rooms.uploads.known([upload, unused])).toEqual(new Set([upload]));
});
