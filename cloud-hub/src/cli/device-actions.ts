import { DeviceLabels, NewDevice } from '@lookout/shared/protocol/rest';
import type { PublicKey } from '@lookout/shared/protocol/signed-documents';
import type { HubConfig } from '../config/config.ts';
import { deviceBrokerUrl } from '../device/device-broker-url.ts';
import { recordOf, summaryOf } from '../device/device-record.ts';
import { hashSecret } from '../device/device-secret.ts';
import { type DevicesBesideHub, devicesBesideHub } from '../device/devices-beside-hub.ts';
import { registryBesideHub } from '../model/registry-beside-hub.ts';
import { besideHub, print } from './beside-hub.ts';
import type { DeviceAddOptions } from './device.ts';
import { usageError } from './exit.ts';
import { trustSection } from './keys/describe-list.ts';
import { table } from './table.ts';

interface Fleet extends DevicesBesideHub {
  readonly config: HubConfig;
  /** Of the key list in force: a root key that was rotated out is not to be believed by anybody new. */
  readonly rootKeys: () => Promise<readonly PublicKey[]>;
}

const onFleet = <T>(work: (fleet: Fleet) => Promise<T>): Promise<T> =>
  besideHub((database, config) =>
    work({
      ...devicesBesideHub(database),
      config,
      rootKeys: async () =>
        (await registryBesideHub(database, config).keys.current())?.rootKeys ?? [],
    }),
  );

export async function addDevice(id: string, options: DeviceAddOptions): Promise<void> {
  const wanted = checked({ id, site: options.site, labels: { ...options.label } });
  const { secret, brokerUrl, trusted } = await onFleet(async ({ enrolment, config, rootKeys }) => ({
    secret: await enrolment.enrol(wanted),
    brokerUrl: deviceBrokerUrl(config, null),
    trusted: await rootKeys(),
  }));
  const { site } = wanted;
  print(
    options.json,
    { id, site, secret, brokerUrl, rootKeys: trusted.map(({ publicKey }) => publicKey) },
    `${id} is enrolled at ${site}. Its secret, shown this once:\n\n  ${secret}\n\n` +
      `It connects to ${brokerUrl}` +
      (trusted.length === 0
        ? '\n\nIt takes no releases before it knows a root key: "lookout keys init" makes one.'
        : `\n\nSo that it takes releases, into its agent.yaml:\n\n${trustSection(trusted)}`),
  );
}

export async function listDevices(json: boolean): Promise<void> {
  const rows = await onFleet(({ list }) => list());
  const all = rows.map((row) => summaryOf(recordOf(row), 0));
  const lines = all.map(({ id, site, presence, revokedAt, lastSeenAt, agentVersion }) => [
    id,
    site,
    revokedAt === null ? presence : 'revoked',
    lastSeenAt === null ? 'never' : new Date(lastSeenAt).toISOString(),
    agentVersion ?? '',
  ]);
  const header = ['device', 'site', 'state', 'last heard', 'agent'];
  // Who asks beside the hub knows nothing of alerts.
  const documents = all.map(({ openAlerts: _, ...device }) => device);
  print(json, documents, table(header, lines));
}

export async function renewSecret(id: string, json: boolean): Promise<void> {
  const secret = await onFleet(({ enrolment }) => enrolment.renew(id));
  print(json, { id, secret }, secret);
}

export async function labelDevice(
  id: string,
  change: Readonly<Record<string, string>>,
  json: boolean,
): Promise<void> {
  const labels = await onFleet(async ({ list, enrolment }) => {
    const known = (await list()).find((device) => device.id === id);
    const merged = Object.entries({ ...known?.labels, ...change });
    const wanted = Object.fromEntries(merged.filter(([, value]) => value !== ''));
    const parsed = DeviceLabels.safeParse(wanted);
    if (!parsed.success) throw usageError('labels have a key of 1 to 64 and a value of up to 128');
    await enrolment.relabel(id, parsed.data);
    return parsed.data;
  });
  const words = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  print(json, { id, labels }, `${id}: ${words.join(' ') || 'no labels'}`);
}

export async function revokeDevice(id: string, json: boolean): Promise<void> {
  await onFleet(({ enrolment }) => enrolment.revoke(id));
  print(json, { id, revoked: true }, `${id} is revoked: its secret is void.`);
}

export async function printPasswords(): Promise<void> {
  const lines = await onFleet(async ({ list, config: { mqtt } }) => {
    const members = (await list()).filter(({ revokedAt }) => revokedAt === null);
    const ofDevices = members.map(({ id, secretHash }) => `${id}:${secretHash}`);
    if (mqtt.kind === 'embedded' || mqtt.username === null || mqtt.password === null)
      return ofDevices;
    return [`${mqtt.username}:${await hashSecret(mqtt.password)}`, ...ofDevices];
  });
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

function checked(device: NewDevice): NewDevice {
  const result = NewDevice.safeParse(device);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw usageError(`${issue?.path.join('.')}: ${issue?.message}`);
}
