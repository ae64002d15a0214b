import {
  RolloutDetail,
  RolloutMemberList,
  RolloutPlan,
  RolloutPreview,
} from '@lookout/shared/protocol/rollouts';
import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { quickInstall } from '../../support/release-office.ts';
import { TwoHubs } from './two-hubs.fixture.ts';

const count = 20;
const fetching: ReadonlySet<string> = new Set(['OFFERED', 'DOWNLOADING']);

test('of two hubs one is killed while it decides on a wave: the other goes on, and nobody is assigned anything twice', async () => {
  const hubs = await TwoHubs.start();
  const release = await hubs.release();
  await hubs.connect(count, 1_000);
  const plan = RolloutPlan.parse({
    ...{ name: 'both', release, install: quickInstall },
    waves: [
      { name: 'canary', members: { kind: 'count', count: 2 } },
      { name: 'half', members: { kind: 'percent', percent: 40 } },
      { name: 'rest', members: { kind: 'rest' } },
    ],
  });
  await eventually('every device', async () => {
    const answer = await hubs.session.post('/api/rollouts/preview', plan);
    const { left, waves } = RolloutPreview.parse(answer);
    const known = waves.flatMap(({ members }) => members.filter(({ tail }) => !tail));
    return left.length === 0 && known.length === count ? true : null;
  });

  const { rollout } = RolloutDetail.parse(await hubs.sessionOfOne.post('/api/rollouts', plan));
  const path = `/api/rollouts/${rollout.id}`;
  await hubs.sessionOfOne.post(`${path}/act`, { act: 'approve' });
  const detail = () => hubs.session.get(path, RolloutDetail);
  await eventually('the second wave', async () =>
    (await detail()).rollout.waves[1]?.state === 'running' ? true : null,
  );
  await killWhileItDecides(hubs, rollout.id);

  const ended = await eventually('the end', async () => {
    const found = await detail();
    return found.rollout.state === 'SUCCEEDED' ? found : null;
  });
  expect(ended.rollout.waves.map(({ counts }) => counts.succeeded)).toEqual([2, 8, 10]);
  expect(await sequences(hubs)).toEqual(new Map([[1, count]]));
  const told = Map.groupBy(ended.history, ({ what, detail: words }) => `${what} ${words}`);
  expect([...told].filter(([, events]) => events.length > 1)).toEqual([]);

  await hubs.session.post(`${path}/act`, { act: 'abort', revert: true, reason: 'a drill' });
  await eventually('all back', async () => {
    const { members } = await hubs.session.get(`${path}/members`, RolloutMemberList);
    return members.every(({ state }) => state === 'reverted') ? true : null;
  });
  expect(await sequences(hubs)).toEqual(new Map([[2, count]]));
  expect([...hubs.taken.values()]).toEqual(Array.from({ length: count }, () => [1, 2]));
}, 60_000);

/** Both hubs stand before the rollout's row and want to decide; one dies there, and only then the row is free. */
async function killWhileItDecides(hubs: TwoHubs, rollout: string): Promise<void> {
  const { db, devices } = hubs;
  const holder = await db.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT FROM rollouts WHERE id = $1 FOR UPDATE', [rollout]);
    await eventually('two hubs that wait', async () => {
      const { rowCount } = await db.query(
        `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%'`,
      );
      return rowCount === 2 ? true : null;
    });
    // What the broker had given the dead hub to answer would be asked for again only after 15 s.
    await eventually('all files fetched', async () =>
      devices.some(({ install }) => fetching.has(install.report?.phase ?? '')) ? null : true,
    );
    await hubs.killOne();
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }
}

/** How many streams were given how many assignments. */
async function sequences({ db }: TwoHubs): Promise<ReadonlyMap<number, number>> {
  const { rows } = await db.query<{ sequence: number; streams: string }>(
    'SELECT sequence, count(*) AS streams FROM stream_releases GROUP BY sequence',
  );
  return new Map(rows.map(({ sequence, streams }) => [sequence, Number(streams)]));
}
