import { Logger } from '@nestjs/common';
import type { IClientOptions } from 'mqtt';
import { EmbeddedBroker } from '../../cloud-hub/src/broker/embedded-broker.ts';
import { Mosquitto, mosquittoAvailable } from './mosquitto.ts';

/** A broker with users of its own, for tests of who may do what. */
export interface AccessBroker {
  /** How a client reaches it as that user. */
  login(user: string, password: string): IClientOptions;
  stop(): Promise<void>;
}

export interface Login {
  readonly password: string;
  readonly site: string;
}

export type Start = (devices: Readonly<Record<string, Login>>) => Promise<AccessBroker>;

const hubPassword = 'hub-secret';

/** The brokers that this machine has; says once what is missing. */
export function accessBrokers(): [name: string, start: Start][] {
  const embedded: [string, Start] = ['the embedded broker', startEmbedded];
  if (mosquittoAvailable())
    return [embedded, ["Mosquitto with docker/mosquitto's access list", startMosquitto]];
  process.stderr.write('broker-access: no Mosquitto here (apt-get install mosquitto).\n');
  return [embedded];
}

/** The hub's own user, who hears and says everything. */
export const hubLogin = (broker: AccessBroker): IClientOptions => broker.login('hub', hubPassword);

async function startMosquitto(devices: Readonly<Record<string, Login>>): Promise<AccessBroker> {
  const passwords = Object.entries(devices).map(([id, { password }]) => [id, password] as const);
  const broker = await Mosquitto.start({ hub: hubPassword, ...Object.fromEntries(passwords) });
  return {
    login: (username, password) => ({ port: broker.port, host: '127.0.0.1', username, password }),
    stop: () => broker.stop(),
  };
}

async function startEmbedded(devices: Readonly<Record<string, Login>>): Promise<AccessBroker> {
  // It tells of every refusal, and these tests are made of refusals.
  Logger.overrideLogger(false);
  const broker = new EmbeddedBroker();
  broker.admitBy({
    async authenticate(device, secret) {
      const known = devices[device];
      return known?.password === secret.toString() ? { device, site: known.site } : null;
    },
  });
  const endpoint = await broker.start({ kind: 'embedded', host: '127.0.0.1', port: 0, tls: null });
  if (endpoint.kind !== 'embedded') throw new Error('expected the embedded endpoint');
  const port = broker.port ?? 0;
  const hub = { username: endpoint.username, password: endpoint.password };
  return {
    login: (username, password) => ({
      ...{ host: '127.0.0.1', port },
      ...(username === 'hub' ? hub : { username, password }),
    }),
    stop: () => broker.stop(),
  };
}
