import { expect, test } from 'vitest';
import { Fleet } from './fleet.fixture.ts';

const waves = [
  { name: 'canary', members: { kind: 'count', count: 1 } as const },
  { name: 'rest', members: { kind: 'rest' } as const },
];

test('a good release comes to the whole fleet, the canary first, and goes back when it is taken back', async () => {
  const fleet = await Fleet.start(3);
  const release = await fleet.office.release(fleet.bundle());
  const before = await Promise.all(
    fleet.names.map((id) => fleet.reported(id, 'scores', ({ phase }) => phase === 'scoring')),
  );
  const rollout = await fleet.office.rollOut(release, { waves });
  const { rollout: done, history } = await fleet.office.reaches(rollout, 'SUCCEEDED');
  expect(done.waves.map(({ state }) => state)).toEqual(['done', 'done']);
  expect(history.some(({ by }) => by !== null)).toBe(true);
  for (const id of fleet.names) {
    const report = await fleet.reported(
      id,
      'committed',
      (one) => one.release?.phase === 'COMMITTED',
    );
    expect(report.modelDigest).toBe(release.manifest.variants[0]?.bundle);
    expect(report.release).toMatchObject({ release: release.id, reason: null });
    expect(report.release?.figures?.windows).toBeGreaterThanOrEqual(5);
  }

  await fleet.office.act(rollout, { act: 'abort', revert: true, reason: 'a drill' });
  await fleet.office.reaches(rollout, 'REVERTED');
  const old = before[0]?.modelDigest;
  for (const id of fleet.names) {
    const report = await fleet.reported(id, 'back', ({ modelDigest }) => modelDigest === old);
    expect(report.release).toMatchObject({ release: null, phase: 'COMMITTED' });
  }
}, 180_000);
