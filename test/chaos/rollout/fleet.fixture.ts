import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StreamReport } from '@lookout/shared/protocol/presence';
import { DeviceCredential, DeviceDetail } from '@lookout/shared/protocol/rest';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { type AgentFiles, configureAgent, startAgent } from '../../support/agent.ts';
import { burstChannels, burstPeriodMs, burstStream, writeBursts } from '../../support/bursts.ts';
import type { RunningProgram } from '../../support/child.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/free-port.ts';
import { HubProcess } from '../../support/hub-process.ts';
import { ReleaseOffice } from '../../support/release-office.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { Session, type SignIn } from '../../support/session.ts';
import { type ToyBundleOptions, writeToyBundle } from '../../support/toy-bundle.ts';

const site = 'bench';
export const stream = 'press';
const Saved = z.object({
  state: z.object({ install: z.object({ phase: z.string(), boots: z.number() }).nullable() }),
});

/** A hub in a process of its own, an office that makes releases, and real agents on its real broker. */
export class Fleet {
  readonly agents = new Map<string, RunningProgram>();
  private readonly files = new Map<string, AgentFiles>();
  private releases = 0;

  private constructor(
    private hub: HubProcess,
    private readonly env: Readonly<Record<string, string>>,
    private readonly admin: SignIn,
    private readonly folder: string,
    public session: Session,
    public office: ReleaseOffice,
  ) {}

  /** With so many agents, pump-1, pump-2 …, that watch the same recording without end. */
  static async start(size: number, { fixedPorts = false } = {}): Promise<Fleet> {
    const scratch = await scratchFolder();
    await chmod(scratch.path, 0o711); // its database runs as another user
    onTestFinished(() => scratch[Symbol.asyncDispose]());
    const env = {
      LOOKOUT_PORT: String(fixedPorts ? await freePort() : 0),
      LOOKOUT_MQTT_PORT: String(fixedPorts ? await freePort() : 0),
      LOOKOUT_DATA_DIR: join(scratch.path, 'hub'),
    };
    const hub = await HubProcess.start(env);
    const admin = hub.ready.firstAdmin;
    if (admin === null) throw new Error('expected an empty database');
    const session = await Session.signIn(hub.ready.url, admin);
    const office = await ReleaseOffice.open(session);
    const fleet = new Fleet(hub, env, admin, scratch.path, session, office);
    onTestFinished(() => fleet.stop());
    for (let i = 1; i <= size; i++) await fleet.add(`pump-${i}`);
    return fleet;
  }

  get names(): string[] {
    return [...this.files.keys()];
  }

  /** Enrols a device and starts its agent; the hub knows its stream afterwards: a rollout has who is known. */
  async add(
    id: string,
    more: object = this.office.trust,
    { brokerUrl, stopAt }: { readonly brokerUrl?: string; readonly stopAt?: string } = {},
  ): Promise<void> {
    const bursts = await writeBursts(this.folder, 60);
    const enrolled = await this.enrol(id);
    const credential = { ...enrolled, brokerUrl: brokerUrl ?? enrolled.brokerUrl };
    const source = { type: 'csv', file: bursts.file, loop: true };
    this.files.set(
      id,
      await configureAgent(
        join(this.folder, id),
        credential,
        [{ ...burstStream(stream, bursts), source }],
        more,
      ),
    );
    await this.run(id, stopAt);
    await this.reported(id, 'scores', ({ phase }) => phase === 'scoring');
  }

  private async enrol(id: string) {
    return DeviceCredential.parse(await this.session.post('/api/devices', { id, site }));
  }

  /** @param stopAt as `startAgent` has it */
  async run(id: string, stopAt: string | null = null): Promise<RunningProgram> {
    const agent = await startAgent(this.filesOf(id), { stopAt });
    this.agents.set(id, agent);
    return agent;
  }

  /** What the device itself has written down of the release of its stream. */
  async saved(id: string): Promise<z.infer<typeof Saved>['state']> {
    const path = join(this.filesOf(id).folder, 'data', 'installs', `${stream}.json`);
    return Saved.parse(JSON.parse(await readFile(path, 'utf8'))).state;
  }

  private filesOf(id: string): AgentFiles {
    const files = this.files.get(id);
    if (files === undefined) throw new Error(`no device ${id}`);
    return files;
  }

  /** Of the hub: a test that tampers with its database finds it there. */
  get hubDataDir(): string {
    return this.env.LOOKOUT_DATA_DIR ?? '';
  }

  get brokerPort(): number {
    return Number(new URL(this.hub.ready.brokerUrl).port);
  }

  async kill(id: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.agents.get(id)?.stop(signal);
  }

  /** Another bundle for the same stream. */
  bundle(options: Partial<ToyBundleOptions> = {}): string {
    this.releases += 1;
    const folder = join(this.folder, `release-${this.releases}`);
    const usual = { channels: burstChannels, windowLength: 4, periodMs: burstPeriodMs };
    writeToyBundle(folder, { ...usual, name: `release ${this.releases}`, ...options });
    return folder;
  }

  /** The hub dies and comes back at the same data and, where it was given, the same port. */
  async restartHub(signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): Promise<void> {
    await this.hub.end(signal);
    this.hub = await HubProcess.start(this.env);
    this.session = await Session.signIn(this.hub.ready.url, this.admin);
    this.office = this.office.at(this.session);
  }

  /** What the hub knows of the device's stream. */
  async report(id: string): Promise<StreamReport | null> {
    const { device } = await this.session.get(`/api/devices/${id}`, DeviceDetail);
    return device.streams.find(({ name }) => name === stream) ?? null;
  }

  /** Resolves when the report of a device's stream is as wished. */
  reported(id: string, what: string, is: (report: StreamReport) => boolean): Promise<StreamReport> {
    return eventually(`${id}: ${what}`, async () => {
      const report = await this.report(id);
      return report !== null && is(report) ? report : null;
    });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.agents.values()].map((agent) => agent.stop('SIGKILL')));
    await this.hub.end('SIGTERM');
  }
}
