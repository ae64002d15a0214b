import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '../../../test/support/postgres.ts';
import { hubSchema } from '../schema.ts';
import { reportedOf } from './device.fixture.ts';
import { DeviceRepository } from './device.repository.ts';

// Real: PostgreSQL.

const now = Date.parse('2026-11-24T12:00:00Z');
const hourMs = 3_600_000;

test('a report that was kept by the broker does not take the place of a later one; a clock may be set', async () => {
  const database = await openTestDatabase(hubSchema);
  onTestFinished(() => database.close());
  const devices = new DeviceRepository(database.dataSource, database.pool);
  await database.pool.query(
    `INSERT INTO devices (id, site, secret_hash, created_at) VALUES ('pump', 'a', '', 0)`,
  );
  const save = (at: number, isLive: boolean) =>
    devices.saveReported('pump', reportedOf([], { at }), { receivedAt: now, isLive });
  const steps: [string, number, boolean, boolean][] = [
    ['the first', now, true, true],
    ['the same, kept', now, false, true],
    ['an older one, kept', now - hourMs, false, false],
    ['an older one that another hub handed on late', now - 2_000, true, false],
    ['the clock was ahead and is right now', now - hourMs, true, true],
    ['and goes on', now - hourMs + 1_000, true, true],
  ];
  for (const [what, at, isLive, saved] of steps)
    expect([what, await save(at, isLive)]).toEqual([what, saved]);
});
