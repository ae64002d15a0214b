import { rm } from 'node:fs/promises';
import type { DeviceCredential, NewDevice } from '@lookout/shared/protocol/rest';
import type { z } from 'zod';
import { loadConfig } from '../../cloud-hub/src/config/load-config.ts';
import { type RunningHub, startHub } from '../../cloud-hub/src/main.ts';
import { initialisedDataDir } from './postgres.ts';
import { Session, type SignIn } from './session.ts';

/** A whole hub in this process, on free ports and a data folder of its own. */
export class TestHub {
  private constructor(
    readonly hub: RunningHub,
    readonly dataDir: string,
    readonly admin: SignIn,
    readonly session: Session,
  ) {}

  /** @param settings environment variables of the hub, besides ports, folder and log level. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<TestHub> {
    // With a cluster that is ready, for initdb takes longer than most tests.
    const dataDir = await initialisedDataDir();
    const hub = await startHub(
      loadConfig({
        ...{ LOOKOUT_PORT: '0', LOOKOUT_MQTT_PORT: '0', LOOKOUT_DATA_DIR: dataDir },
        // Only tests of jobs want workers: each is a process.
        ...{ LOG_LEVEL: 'error', LOOKOUT_WORKERS: '0', ...settings },
      }),
    );
    const { firstAdmin } = hub;
    if (firstAdmin === null) throw new Error('expected an empty database');
    return new TestHub(hub, dataDir, firstAdmin, await Session.signIn(hub.url, firstAdmin));
  }

  get url(): string {
    return this.hub.url;
  }

  get<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
    return this.session.get(path, schema);
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.session.post(path, body);
  }

  enrol(device: Pick<NewDevice, 'id' | 'site'>): Promise<DeviceCredential> {
    return this.hub.devices.enrol({ ...device, labels: {} });
  }

  async stop(): Promise<void> {
    await this.hub.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
