import { expect, onTestFinished, test } from 'vitest';
import { startTestPostgres } from '../../../test/support/postgres.ts';
import { openDatabase } from '../database/open-database.ts';
import { AssignedReleasesRepository } from './assigned-releases.repository.ts';
import { deviceSchema } from './device.schema.ts';

const [told, withdrawn, good, others] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64));

test('a device is sent what it is told to run and what it has committed, until it is revoked', async () => {
  const postgres = await startTestPostgres();
  onTestFinished(() => postgres.stop());
  const { pool, close } = await openDatabase(postgres.url, deviceSchema);
  onTestFinished(close);
  await pool.query(`INSERT INTO devices (id, site, secret_hash, created_at)
    VALUES ('pump', 'a', '', 0), ('other', 'a', '', 0)`);
  const assign = (stream: string, release: string | undefined, isWithdrawn: boolean) =>
    pool.query(
      `INSERT INTO stream_releases
         (device, stream, sequence, assignment, hold, withdrawn, release, changed_at, assigned)
       VALUES ('pump', $1, 1, '{}', false, $2, $3, 0, $4)`,
      [stream, isWithdrawn, release, [good, release]],
    );
  await assign('loop', told, false);
  await assign('tank', withdrawn, true);
  await pool.query(
    `INSERT INTO stream_release_states (device, stream, sequence, phase, since, report)
     VALUES ('pump', 'loop', 1, 'OFFERED', 0, '{"good": null}'),
       ('pump', 'tank', 1, 'SUPERSEDED', 0, jsonb_build_object('good', jsonb_build_object('release', $1::text)))`,
    [good],
  );
  const repository = new AssignedReleasesRepository(pool);
  expect((await repository.releasesOf('pump')).toSorted()).toEqual([told, good]);
  // What it was never assigned it may claim and is not sent.
  await pool.query(
    `UPDATE stream_release_states SET report = jsonb_build_object('good', jsonb_build_object('release', $1::text))
     WHERE stream = 'tank'`,
    [others],
  );
  expect(await repository.releasesOf('pump')).toEqual([told]);
  expect(await repository.releasesOf('other')).toEqual([]);
  await pool.query(`UPDATE devices SET revoked_at = 1 WHERE id = 'pump'`);
  expect(await repository.releasesOf('pump')).toEqual([]);
});
