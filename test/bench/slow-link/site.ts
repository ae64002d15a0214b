import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DeviceCredential, DeviceDetail } from '@lookout/shared/protocol/rest';
import { RolloutDetail, RolloutPlan } from '@lookout/shared/protocol/rollouts';
import { z } from 'zod';
import { zipBundle } from '../../../cloud-hub/dist/model/bundle-zip.js';
import { configureAgent } from '../../support/agent.ts';
import { type RunningProgram, startProgram } from '../../support/child.ts';
import { freePort } from '../../support/free-port.ts';
import { HubProcess } from '../../support/hub-process.ts';
import {
  publishKeys,
  rootKeyOf,
  type SigningKeys,
  signedRelease,
} from '../../support/release-kit.ts';
import { Session } from '../../support/session.ts';
import { writeToyBundle } from '../../support/toy-bundle.ts';
import { hubHost, type SlowLine } from './slow-line.ts';

const device = 'pump-1';
const stream = 'press';
const agentBin = resolve(import.meta.dirname, '../../../edge-agent/bin/lookout-agent.js');

/** What most devices watch: a value a second of each sensor, and nothing the matter. */
const subject = {
  channels: [
    { name: 'pressure', unit: 'bar', mean: 1, sd: 0.1 },
    { name: 'flow', unit: 'l/min', mean: 30, sd: 1 },
  ],
  ...{ windowLength: 4, periodMs: 1_000 },
};

const Installed = z.object({
  state: z.object({ install: z.object({ phase: z.string(), held: z.boolean() }).nullable() }),
});

/** A real hub at one end of the line, and a real agent at the other. */
export class Site {
  private readonly folder: string;
  private readonly hub: HubProcess;
  private readonly session: Session;
  private readonly keys: SigningKeys;
  private agent: RunningProgram | null = null;
  private rollout = '';

  private constructor(folder: string, hub: HubProcess, session: Session, keys: SigningKeys) {
    this.folder = folder;
    this.hub = hub;
    this.session = session;
    this.keys = keys;
  }

  static async open(): Promise<Site> {
    const folder = await mkdtemp(join(tmpdir(), 'lookout-slow-'));
    await chmod(folder, 0o711); // its database runs as another user
    const hub = await HubProcess.start({
      ...{ LOOKOUT_PORT: '0', LOOKOUT_MQTT_PORT: String(await freePort()) },
      ...{ LOOKOUT_MQTT_HOST: hubHost, LOOKOUT_DATA_DIR: join(folder, 'hub') },
      ...{ DATABASE_URL: '', MQTT_URL: '' },
    });
    const { url, firstAdmin } = hub.ready;
    if (firstAdmin === null) throw new Error('expected an empty database');
    const session = await Session.signIn(url, firstAdmin);
    return new Site(folder, hub, session, await publishKeys(session));
  }

  async startAgent(line: SlowLine): Promise<void> {
    const file = join(this.folder, 'calm.csv');
    await writeFile(file, calm());
    const bundle = join(this.folder, 'own');
    writeToyBundle(bundle, subject);
    const enrolled = await this.session.post('/api/devices', { id: device, site: 'bench' });
    const { config } = await configureAgent(
      join(this.folder, device),
      DeviceCredential.parse(enrolled),
      [{ name: stream, bundle, source: { type: 'csv', file, loop: true } }],
      { trust: { rootKeys: [rootKeyOf(this.keys)] } },
    );
    const [command, ...args] = line.enter;
    this.agent = await startProgram({
      command,
      args: [...args, process.execPath, agentBin, 'run', '--config', config],
      ready: /watching/,
    });
  }

  /** How often the agent has come to the broker. */
  get connections(): number {
    return this.agent?.log().match(/connected to the hub's broker/g)?.length ?? 0;
  }

  get agentLog(): string {
    return this.agent?.log() ?? '';
  }

  /** A release with a bundle of about that size, rolled out. @returns the bundle's bytes */
  async rollOut(ballastBytes: number): Promise<number> {
    const folder = join(this.folder, 'release');
    writeToyBundle(folder, { ...subject, ballastBytes, name: 'slowly' });
    const names = ['manifest.json', 'model.onnx', 'golden.json', 'baselines.json'] as const;
    const read = async (name: string) => new Uint8Array(await readFile(join(folder, name)));
    const [manifest, model, golden, baselines] = await Promise.all(names.map(read));
    if (!manifest || !model || !golden || !baselines) throw new Error('expected a whole bundle');
    const files = {
      ...{ 'manifest.json': manifest, 'model.onnx': model },
      ...{ 'golden.json': golden, 'baselines.json': baselines },
    };
    const zip = zipBundle(files);
    const release = await signedRelease(this.session, this.keys, { zip, version: '1.0' });
    const plan = RolloutPlan.parse({
      ...{ name: 'slowly', release: release.id },
      waves: [{ name: 'all', members: { kind: 'rest' } }],
      install: {
        ...{ shadowWindows: 5, trialWindows: 5, maxInstallMs: 600_000, minAgreement: null },
        ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
      },
    });
    const { rollout } = RolloutDetail.parse(await this.session.post('/api/rollouts', plan));
    this.rollout = rollout.id;
    await this.act('approve');
    return Object.values(files).reduce((sum, { length }) => sum + length, 0);
  }

  async act(act: 'approve' | 'halt' | 'resume'): Promise<void> {
    await this.session.post(`/api/rollouts/${this.rollout}/act`, { act });
  }

  /** How the rollout stands, for whoever must explain why a run did not end. */
  async rolloutStands(): Promise<string> {
    if (this.rollout === '') return 'no rollout';
    return this.session.text(`/api/rollouts/${this.rollout}`);
  }

  /** What the hub knows of the stream's release. */
  async known() {
    const { device: found } = await this.session.get(`/api/devices/${device}`, DeviceDetail);
    const report = found.streams.find(({ name }) => name === stream);
    return {
      presence: found.presence,
      scores: report?.phase === 'scoring',
      release: report?.release ?? null,
    };
  }

  /** What the device knows itself: it writes it down before it acts. */
  async onDevice(): Promise<{ phase: string; held: boolean } | null> {
    const path = join(this.folder, device, 'data', 'installs', `${stream}.json`);
    const text = await readFile(path, 'utf8').catch(() => null);
    return text === null ? null : Installed.parse(JSON.parse(text)).state.install;
  }

  /** Bytes of blocks that the hub has given to its broker. */
  async blockBytes(): Promise<number> {
    const text = await this.session.text('/metrics');
    return Number(/^lookout_delivery_bytes_total (\S+)$/m.exec(text)?.[1] ?? 0);
  }

  async close(): Promise<void> {
    await this.agent?.stop('SIGKILL');
    await this.hub.end('SIGTERM');
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A recording that stays normal. */
function calm(): string {
  const rows = Array.from({ length: 600 }, (_, i) => {
    const ripple = i % 2 === 0 ? 0.3 : -0.3; // in sd: a sensor that never moves is a faulty one
    const values = subject.channels.map(({ mean, sd }) => mean + sd * ripple);
    return [new Date(Date.UTC(2026, 0, 1) + i * subject.periodMs).toISOString(), ...values];
  });
  const names = subject.channels.map(({ name }) => name);
  return [['time', ...names], ...rows].map((row) => `${row.join(',')}\n`).join('');
}
