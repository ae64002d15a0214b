import { expect, test } from 'vitest';
import { quickInstall } from '../../support/release-office.ts';
import { Fleet } from './fleet.fixture.ts';

const slowly = { ...quickInstall, shadowWindows: 25, trialWindows: 25 };

test('a hub killed in the middle of a wave goes on where it was', async () => {
  const fleet = await Fleet.start(2, { fixedPorts: true });
  const release = await fleet.office.release(fleet.bundle());
  const rollout = await fleet.office.rollOut(release, {
    install: slowly,
    waves: [
      { name: 'canary', members: { kind: 'count', count: 1 } },
      { name: 'rest', members: { kind: 'rest' } },
    ],
  });
  await fleet.office.until('one in the shadow', rollout, (members) =>
    members.some(({ phase }) => phase === 'SHADOW'),
  );
  await fleet.restartHub('SIGKILL');
  await fleet.office.reaches(rollout, 'SUCCEEDED', 180_000);
  // A device that had not come back to the hub when its wave began follows in the tail.
  const members = await fleet.office.until('both with it', rollout, (all) =>
    all.every(({ state }) => state === 'succeeded'),
  );
  expect(members).toHaveLength(2);
}, 300_000);
