import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenDatabase, openDatabase } from '../database/open-database.ts';
import { type HubFixture, startHubFixture } from '../http/hub.fixture.ts';
import { hubSchema } from '../schema.ts';
import { TestDevice } from './device.fixture.ts';
import type { DeviceEnrolment } from './device-enrolment.ts';
import { devicesBesideHub } from './devices-beside-hub.ts';

// What the command line does beside a hub that runs: it has the database in common with it, nothing else.
let fixture: HubFixture;
let beside: OpenDatabase;
let enrolment: DeviceEnrolment;

beforeAll(async () => {
  fixture = await startHubFixture();
  beside = await openDatabase(fixture.databaseUrl, hubSchema);
  enrolment = devicesBesideHub(beside).enrolment;
});
afterAll(async () => {
  await beside.close();
  await fixture.stop();
});

/** The hub has heard of it when this resolves: what it hears of a device ends connections of before. */
async function enrol(id: string) {
  const secret = await enrolment.enrol({ id, site: 'plant-a', labels: {} });
  await expect.poll(() => isMember(id)).toBe(true);
  return { id, site: 'plant-a', secret, brokerUrl: fixture.hub.brokerUrl };
}

const isMember = (device: string): boolean =>
  fixture.hub.devices.isMember({ site: 'plant-a', device });

const closing = ({ client }: TestDevice): Promise<void> =>
  new Promise((resolve) => client.once('close', () => resolve()));

test('the hub takes a new device in at once, with what it is to do', async () => {
  const credential = await enrol('added');
  const device = await TestDevice.connect(credential);
  expect(await device.next('desired')).toMatchObject({ generation: 1 });
  await device.client.endAsync(true);
});

test('a device that is revoked is thrown out at once', async () => {
  const device = await TestDevice.connect(await enrol('revoked'));
  const gone = closing(device);
  await enrolment.revoke('revoked');
  await gone;
  expect(isMember('revoked')).toBe(false);
});

test('a new secret ends the connection under the old one, and opens the next', async () => {
  const credential = await enrol('renewed');
  const device = await TestDevice.connect(credential);
  const gone = closing(device);
  const secret = await enrolment.renew('renewed');
  await gone;
  await expect(TestDevice.connect(credential)).rejects.toMatchObject({ code: 4 });
  const again = await TestDevice.connect({ ...credential, secret });
  await again.client.endAsync(true);
});

test.each([
  ['revoke', 'nobody', 'notFound'],
  ['renew', 'nobody', 'notFound'],
  ['revoke', 'revoked', 'alreadyRevoked'],
  ['renew', 'revoked', 'alreadyRevoked'],
] as const)('%s of %s: %s', async (act, id, code) => {
  await expect(enrolment[act](id)).rejects.toMatchObject({ code });
});
