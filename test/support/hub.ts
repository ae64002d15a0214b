import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceCredential, NewDevice } from '@lookout/shared/protocol/rest';
import type { z } from 'zod';
import { loadConfig } from '../../cloud-hub/src/config/load-config.ts';
import { type RunningHub, startHub } from '../../cloud-hub/src/main.ts';

/** A whole hub in this process, on free ports and a data folder of its own. */
export class TestHub {
  private constructor(
    readonly hub: RunningHub,
    readonly dataDir: string,
    readonly admin: { readonly name: string; readonly password: string },
    private readonly env: Readonly<Record<string, string>>,
    private cookie: string,
  ) {}

  /** @param settings environment variables of the hub, besides ports, folder and log level. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<TestHub> {
    const dataDir = await mkdtemp(join(tmpdir(), 'lookout-hub-'));
    await chmod(dataDir, 0o711);
    const env = {
      ...{ LOOKOUT_PORT: '0', LOOKOUT_MQTT_PORT: '0', LOOKOUT_DATA_DIR: dataDir },
      ...{ LOG_LEVEL: 'error', ...settings },
    };
    const hub = await startHub(loadConfig(env));
    if (hub.firstAdmin === null) throw new Error('expected an empty database');
    const test = new TestHub(hub, dataDir, hub.firstAdmin, env, '');
    await test.signIn();
    return test;
  }

  get url(): string {
    return this.hub.url;
  }

  async signIn(): Promise<void> {
    const answer = await this.send('POST', '/api/login', this.admin);
    this.cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }

  async get<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
    return schema.parse(await (await this.send('GET', path)).json());
  }

  async post(path: string, body: unknown): Promise<unknown> {
    const text = await (await this.send('POST', path, body)).text();
    return text === '' ? null : JSON.parse(text);
  }

  enrol(device: Pick<NewDevice, 'id' | 'site'>): Promise<DeviceCredential> {
    return this.hub.devices.enrol({ ...device, labels: {} });
  }

  async stop(): Promise<void> {
    await this.hub.close();
    await rm(this.env.LOOKOUT_DATA_DIR ?? this.dataDir, { recursive: true, force: true });
  }

  private async send(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        cookie: this.cookie,
        origin: this.url,
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!answer.ok)
      throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
    return answer;
  }
}
