import { randomUUID } from 'node:crypto';
import { ReleaseDraft } from '@lookout/shared/protocol/registry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zipBundle } from '../../model/bundle-zip.ts';
import { toyFiles } from '../../model/registry.fixture.ts';
import { registryBesideHub } from '../../model/registry-beside-hub.ts';
import { JobService } from './job.service.ts';
import { JobRegistration } from './job-registration.ts';
import { jobRooms, trainOrder } from './jobs.fixture.ts';

let rooms: Awaited<ReturnType<typeof jobRooms>>;
beforeAll(async () => {
  rooms = await jobRooms();
});
afterAll(() => rooms.close());

test('a bundle goes from its job to a release, with what the job measured of it', async () => {
  const job = randomUUID();
  await rooms.jobs.create(job, trainOrder('pump'), 'mika', 1);
  await made(job, 'bundle.zip', zipBundle(toyFiles()));
  const report = { auroc: 0.9, aurocInterval: null, vusPr: null };
  await made(job, 'report.json', Buffer.from(JSON.stringify(report)));

  const { bundles, registry } = registryBesideHub(rooms, { assignmentKeyFile: null });
  const { jobs, artefacts, uploads, datasets } = rooms;
  const service = new JobService(jobs, artefacts, uploads, datasets, {}, Date.now);
  const registration = new JobRegistration(service, bundles);
  const bundle = await registration.register(job, 'bundle.zip', 'mika');
  expect(bundle.known).toBe(false);
  expect(await registration.register(job, 'bundle.zip', 'mika')).toEqual({
    ...bundle,
    known: true,
  });

  const variants = [{ name: 'cpu-fp32', bundle: bundle.id }];
  const draft = ReleaseDraft.parse({ model: 'pump', version: '1', variants });
  const { manifest } = await registry.create(draft, 'mika');
  expect(manifest.variants[0]?.evaluation).toMatchObject({ auroc: 0.9, latencyP50Us: null });
  expect(manifest.lineage.job).toBe(job);

  await expect(registration.register(job, 'report.json', 'mika')).rejects.toMatchObject({
    code: 'noBundle',
  });
  await expect(registration.register(job, 'int8-cpu.zip', 'mika')).rejects.toMatchObject({
    code: 'notFound',
  });
});

const made = (job: string, name: string, bytes: Uint8Array) =>
  rooms.pool.query(
    `INSERT INTO compression_artefact (job, name, sha256, size, bytes, created_at)
     VALUES ($1, $2, 'x', $3, $4, 1)`,
    [job, name, bytes.length, bytes],
  );
