import { RolloutPlan } from '@lookout/shared/protocol/rollouts';
import { expect, onTestFinished, test } from 'vitest';
import { startTestPostgres } from '../../../test/support/postgres.ts';
import { openDatabase } from '../database/open-database.ts';
import { hubSchema } from '../schema.ts';
import { KeepAssignmentValidity1795541000900 } from './keep-assignment-validity.migration.ts';
import { install } from './rollout.fixture.ts';

test('a plan that an older hub has stored is of the present schema', async () => {
  const postgres = await startTestPostgres();
  onTestFinished(() => postgres.stop());
  const before = await openDatabase(postgres.url, {
    ...hubSchema,
    migrations: hubSchema.migrations.filter((it) => it !== KeepAssignmentValidity1795541000900),
  });
  const plan = RolloutPlan.parse({
    ...{ name: 'old', release: 'a'.repeat(64), install },
    waves: [{ name: 'all', members: { kind: 'rest' } }],
  });
  const { assignmentMs: _, ...deadlines } = plan.deadlines;
  await before.pool.query(
    `INSERT INTO rollouts (id, name, release, model, version, plan, state, created_at, created_by, evaluation)
     VALUES (gen_random_uuid(), 'old', $1, 'pump', '1', $2, 'RUNNING', 0, 'mika', '{}')`,
    [plan.release, { ...plan, deadlines }],
  );
  await before.close();
  const { pool, close } = await openDatabase(postgres.url, hubSchema);
  onTestFinished(close);
  const { rows } = await pool.query('SELECT plan FROM rollouts');
  expect(rows).toEqual([{ plan }]);
});
