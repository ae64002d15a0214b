import { unknownMachine } from '@lookout/shared/protocol/load';
import { DetectionPolicy, Reported } from '@lookout/shared/protocol/presence';
import { expect, onTestFinished, test } from 'vitest';
import { startTestPostgres } from '../../../test/support/postgres.ts';
import { openDatabase } from '../database/open-database.ts';
import { CreateDevices1764000000200 } from './create-devices.migration.ts';
import { loadOf, reportedOf } from './device.fixture.ts';
import { deviceSchema } from './device.schema.ts';

const own = { raiseLevel: 4, clearLevel: null, onDelayMs: 0, offDelayMs: 0 };

test('what an older hub has stored is of the present schemas', async () => {
  const postgres = await startTestPostgres();
  onTestFinished(() => postgres.stop());
  const before = await openDatabase(postgres.url, {
    ...deviceSchema,
    migrations: [CreateDevices1764000000200],
  });
  const report = reportedOf([{ name: 'loop' }, { name: 'tank' }]);
  const streams = report.streams.map(({ judgement: _, placement: __, ...stream }) => stream);
  const { board: _board, unusableProviders: _unusable, ...capabilities } = report.capabilities;
  const { outbox, at, cpuPercent } = loadOf(20);
  const add = (id: string, reported: object | null) =>
    before.pool.query(
      `INSERT INTO devices (id, site, secret_hash, created_at, reported, load)
       VALUES ($1, 'a', '', 0, $2, $3)`,
      [id, reported, reported === null ? null : { outbox, at, cpuPercent }],
    );
  await add('full', { ...report, capabilities, streams });
  await add('empty', { ...report, capabilities, streams: [] });
  await add('silent', null);
  await before.pool.query(`INSERT INTO stream_policies VALUES ('full', 'loop', $1, 0, 'ada')`, [
    own,
  ]);
  await before.close();

  const { pool, close } = await openDatabase(postgres.url, deviceSchema);
  onTestFinished(close);
  const devices = await pool.query('SELECT id, reported, load FROM devices ORDER BY id');
  const load = { ...unknownMachine, outbox, at, cpuPercent };
  expect(devices.rows).toEqual([
    { id: 'empty', reported: { ...report, streams: [] }, load },
    { id: 'full', reported: Reported.parse(report), load },
    { id: 'silent', reported: null, load: null },
  ]);
  const policies = await pool.query('SELECT policy FROM stream_policies');
  expect(policies.rows).toEqual([{ policy: DetectionPolicy.parse(own) }]);
});
