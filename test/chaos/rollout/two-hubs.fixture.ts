import { join } from 'node:path';
import { DeviceCredential } from '@lookout/shared/protocol/rest';
import { type Pool } from 'pg';
import { onTestFinished } from 'vitest';
import { zipBundle } from '../../../cloud-hub/src/model/bundle-zip.ts';
import { Device } from '../../../cloud-hub/src/simulate/device.ts';
import { HubProcess } from '../../support/hub-process.ts';
import { Mosquitto } from '../../support/mosquitto.ts';
import { paddedBundle } from '../../support/padded-bundle.ts';
import { openPool } from '../../support/pool.ts';
import { startTestPostgres } from '../../support/postgres.ts';
import { publishKeys, signedRelease } from '../../support/release-kit.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { Session } from '../../support/session.ts';

const passwords = { hub: 'secret-of-one', 'hub-2': 'secret-of-two' };
const channels = [{ name: 'pressure', unit: 'bar', mean: 4, sd: 0.5 }];

/** Two hubs as processes of their own, on one PostgreSQL and one Mosquitto, and light devices. */
export class TwoHubs {
  readonly devices: Device[] = [];
  /** Sequences of assignments that each device took up, in order. */
  readonly taken = new Map<string, number[]>();

  private constructor(
    private readonly one: HubProcess,
    /** By the hub that stays. */
    readonly session: Session,
    readonly db: Pool,
    private readonly broker: Mosquitto,
    /** By the hub that is to be killed. */
    readonly sessionOfOne: Session,
  ) {}

  static async start(): Promise<TwoHubs> {
    const scratch = await scratchFolder();
    onTestFinished(() => scratch[Symbol.asyncDispose]());
    const [postgres, broker] = await Promise.all([
      startTestPostgres(),
      Mosquitto.start(passwords, ['hub-2']),
    ]);
    onTestFinished(async () => {
      await Promise.all([postgres.stop(), broker.stop()]);
    });
    const hub = async (name: keyof typeof passwords) => {
      const process = await HubProcess.start({
        ...{ LOOKOUT_PORT: '0', LOOKOUT_DATA_DIR: join(scratch.path, name) },
        ...{ LOOKOUT_HUB_NAME: name, DATABASE_URL: postgres.url },
        MQTT_URL: broker.urlFor(name, passwords[name]),
      });
      onTestFinished(() => process.end('SIGTERM'));
      return process;
    };
    // The first makes the tables.
    const one = await hub('hub');
    const other = await hub('hub-2');
    const { firstAdmin } = one.ready;
    if (firstAdmin === null) throw new Error('expected an empty database');
    const session = await Session.signIn(other.ready.url, firstAdmin);
    const db = openPool(postgres.url);
    onTestFinished(() => db.end());
    const sessionOfOne = await Session.signIn(one.ready.url, firstAdmin);
    return new TwoHubs(one, session, db, broker, sessionOfOne);
  }

  /** Dead, with -9, and the broker deals nothing to it any more: it shares messages among the hubs' sessions. */
  async killOne(): Promise<void> {
    const forgotten = this.broker.writes(/Expiring client hub /);
    await this.one.end('SIGKILL');
    await forgotten;
  }

  /** Signed by keys that every device believes. */
  async release(): Promise<string> {
    const keys = await publishKeys(this.session);
    const zip = zipBundle(paddedBundle(channels, 20_000));
    return (await signedRelease(this.session, keys, { zip, version: '1' })).id;
  }

  /** Enrols and connects them. @param installMs self-test, shadow and trial together */
  async connect(count: number, installMs: number): Promise<void> {
    const ids = Array.from({ length: count }, (_, i) => `pump-${String(i + 1).padStart(2, '0')}`);
    const credentials = await Promise.all(
      ids.map(async (id) =>
        DeviceCredential.parse(await this.session.post('/api/devices', { id, site: 'plant' })),
      ),
    );
    const secrets = credentials.map(({ id, secret }) => [id, secret] as const);
    await this.broker.setUsers({ ...passwords, ...Object.fromEntries(secrets) });
    for (const [i, { id, secret }] of credentials.entries())
      this.devices.push(this.device({ id, seed: i + 1 }, secret, installMs));
    onTestFinished(async () => {
      await Promise.all(this.devices.map((device) => device.stop()));
    });
    await Promise.all(this.devices.map((device) => device.start()));
  }

  private device(
    { id, seed }: { readonly id: string; readonly seed: number },
    secret: string,
    installMs: number,
  ): Device {
    const taken: number[] = [];
    this.taken.set(id, taken);
    return new Device(
      { id, site: 'plant', seed, fate: 'good', sleep: null },
      secret,
      {
        ...{ url: `mqtt://127.0.0.1:${this.broker.port}`, installMs, now: Date.now },
        subject: { stream: 'loop', channels, windowLength: 10, periodMs: 500 },
        link: { unitsPerBlock: 16, unitsPerRequest: 128, pauseMs: 0 },
        after: (delayMs, act) => {
          const timer = setTimeout(act, delayMs);
          return () => clearTimeout(timer);
        },
        onPhase: (_plan, { sequence, phase }) => {
          if (phase === 'OFFERED') taken.push(sequence);
        },
        onBlock: () => undefined,
      },
      id,
    );
  }
}
