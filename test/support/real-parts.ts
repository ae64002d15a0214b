import type { DeviceCredential } from '@lookout/shared/protocol/rest';
import { ExternalPostgres, externalPostgresAvailable } from './external-postgres.ts';
import { TestHub } from './hub.ts';
import { Mosquitto, mosquittoAvailable } from './mosquitto.ts';
import { startTestPostgres } from './postgres.ts';

const hubUser = { hub: 'hub-secret' };

/** A hub on a broker and a database that it did not start; on its own where this machine has none. */
export class HubOnRealParts {
  private readonly users: Record<string, string> = { ...hubUser };

  private constructor(
    readonly hub: TestHub,
    readonly databaseUrl: string,
    /** Null where the hub runs its own. */
    readonly broker: Mosquitto | null,
    private readonly stopDatabase: () => Promise<void>,
  ) {}

  static async start(): Promise<HubOnRealParts> {
    const database = externalPostgresAvailable()
      ? await ExternalPostgres.start()
      : await instead('PostgreSQL', 'postgresql', startTestPostgres);
    const broker = mosquittoAvailable()
      ? await Mosquitto.start(hubUser)
      : await instead('broker', 'mosquitto', async () => null);
    const hub = await TestHub.start({
      DATABASE_URL: database.url,
      ...(broker !== null && { MQTT_URL: broker.urlFor('hub', hubUser.hub) }),
    });
    return new HubOnRealParts(hub, database.url, broker, () => database.stop());
  }

  /** Enrols a device and lets it in at the broker too, as an admin does with `lookout device passwords`. */
  async enrol(id: string, site: string): Promise<DeviceCredential> {
    const credential = await this.hub.enrol({ id, site });
    this.users[id] = credential.secret;
    await this.broker?.setUsers(this.users);
    return credential;
  }

  async stop(): Promise<void> {
    await this.hub.stop();
    await this.broker?.stop();
    await this.stopDatabase();
  }
}

/** Says once what is tested instead, so that nobody takes the embedded part for the real one. */
function instead<T>(what: string, packageName: string, start: () => Promise<T>): Promise<T> {
  process.stderr.write(
    `real-parts: no external ${what} here (apt-get install ${packageName}); the embedded one is used.\n`,
  );
  return start();
}
