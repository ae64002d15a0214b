import { expect, test } from 'vitest';
import { newKey } from '../../../cloud-hub/src/model/keys/key-files.fixture.ts';
import { Fleet } from './fleet.fixture.ts';

test('a device that holds another root key refuses, says so, and the rollout halts', async () => {
  const fleet = await Fleet.start(0);
  await fleet.add('pump-1', { trust: { rootKeys: [newKey('stranger').public.publicKey] } });
  const release = await fleet.office.release(fleet.bundle());
  const rollout = await fleet.office.rollOut(release);
  const { rollout: halted } = await fleet.office.reaches(rollout, 'HALTED');
  expect(halted.reason).toMatch(/refused|rejected|failed/i);
  const [member] = await fleet.office.members(rollout);
  expect(member).toMatchObject({ phase: 'REJECTED', reason: { code: 'unknownKey' } });
}, 120_000);

test('a device that falls silent after it has accepted counts as failed after its deadline', async () => {
  const fleet = await Fleet.start(2);
  const release = await fleet.office.release(fleet.bundle({ ballastBytes: 2_000_000 }));
  const rollout = await fleet.office.rollOut(release, {
    waves: [
      { name: 'canary', members: { kind: 'count', count: 1 } },
      { name: 'rest', members: { kind: 'rest' } },
    ],
    deadlines: { acceptMs: 5_000, downloadMs: 5_000, installMs: 5_000 },
  });
  const [canary] = await fleet.office
    .until('a canary at work', rollout, (members) =>
      members.some(({ wave, phase }) => wave === 0 && phase !== null),
    )
    .then((members) => members.filter(({ wave }) => wave === 0));
  await fleet.kill(canary?.device ?? '');
  await fleet.office.reaches(rollout, 'HALTED', 120_000);
  const members = await fleet.office.members(rollout);
  expect(members.map(({ wave, state }) => [wave, state]).toSorted()).toEqual([
    [0, 'silent'],
    [1, 'waiting'],
  ]);
}, 240_000);
