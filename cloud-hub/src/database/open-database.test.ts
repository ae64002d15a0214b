import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres.ts';
import { ForwardMigration } from './forward-migration.ts';
import { openDatabase } from './open-database.ts';

class CreateCounters1700000000001 extends ForwardMigration {
  async up(runner: Parameters<ForwardMigration['up']>[0]): Promise<void> {
    await runner.query('CREATE TABLE counters (id int PRIMARY KEY, at bigint NOT NULL)');
    await runner.query('INSERT INTO counters VALUES (1, 1764000000123)');
  }
}
const schema = { entities: [], migrations: [CreateCounters1700000000001] };

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
});
afterAll(() => server.stop());

test('hubs that start at once migrate once, and milliseconds come back as numbers', async () => {
  const hubs = await Promise.all([1, 2, 3].map(() => openDatabase(server.url, schema)));
  for (const hub of hubs) {
    const { rows } = await hub.pool.query('SELECT at, ARRAY[at] AS all FROM counters');
    expect(rows).toEqual([{ at: 1764000000123, all: [1764000000123] }]);
  }
  await Promise.all(hubs.map((hub) => hub.close()));
});
