import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { PlacementDetail } from '@lookout/shared/protocol/placements';
import { DeviceCredential, DeviceDetail } from '@lookout/shared/protocol/rest';
import { onTestFinished } from 'vitest';
import { type HubDatabase, joinHubDatabase } from '../../cloud-hub/src/database/hub-database.ts';
import { configureAgent, startAgent } from '../support/agent.ts';
import { burstChannels, burstPeriodMs, burstStream, writeBursts } from '../support/bursts.ts';
import type { RunningProgram } from '../support/child.ts';
import { eventually } from '../support/eventually.ts';
import { HubProcess } from '../support/hub-process.ts';
import { writeMachine } from '../support/machines/machine.ts';
import { orinNanoJp6 } from '../support/machines/orin-nano-jp6.ts';
import { ReleaseOffice } from '../support/release-office.ts';
import { scratchFolder } from '../support/scratch.ts';
import { Session } from '../support/session.ts';
import { writeToyBundle } from '../support/toy-bundle.ts';
import { type SecondProvider, secondProvider } from './second-provider.fixture.ts';

const device = 'press-1';
const stream = 'press';
export const windowLength = 4;
/** More than the course takes: no row comes twice. */
const secondsOfRows = 300;
const gpuLoad = 'sys/class/devfreq/17000000.gpu/device/load';

/** As the database has it, in the order of the recording. */
export interface ScoredWindow {
  /** Of the window's last row in the recording, ms UTC. */
  readonly sourceAt: number;
  readonly at: number;
  readonly isScored: boolean;
  readonly variant: string;
}

export interface RaisedAlert {
  readonly sourceAt: number;
  readonly at: number;
  readonly variant: string;
}

/** A hub and an agent, each a process of its own, on a Jetson whose /sys is a folder, with a second provider. */
export class PlacedBench {
  private constructor(
    readonly provider: SecondProvider,
    private readonly session: Session,
    private readonly agent: RunningProgram,
    private readonly database: HubDatabase,
    private readonly office: ReleaseOffice,
    private readonly folder: string,
  ) {}

  static async start(): Promise<PlacedBench> {
    const scratch = await scratchFolder();
    onTestFinished(() => scratch[Symbol.asyncDispose]());
    const folder = scratch.path;
    await chmod(folder, 0o711); // the database runs as another user
    const provider = await secondProvider(folder);
    const dataDir = join(folder, 'hub');
    const hub = await HubProcess.start({
      ...{ LOOKOUT_PORT: '0', LOOKOUT_MQTT_PORT: '0', LOOKOUT_DATA_DIR: dataDir },
    });
    onTestFinished(() => hub.end('SIGTERM'));
    const { url, firstAdmin } = hub.ready;
    if (firstAdmin === null) throw new Error('expected an empty database');
    const session = await Session.signIn(url, firstAdmin);
    const office = await ReleaseOffice.open(session);
    const database = await joinHubDatabase({ database: { kind: 'embedded' }, dataDir });
    onTestFinished(() => database.close());

    const root = join(folder, 'board');
    writeMachine(root, { ...orinNanoJp6, [gpuLoad]: 0 });
    const enrolled = await session.post('/api/devices', { id: device, site: 'bench' });
    const files = await configureAgent(
      folder,
      DeviceCredential.parse(enrolled),
      [burstStream(stream, await writeBursts(folder, secondsOfRows))],
      { ...office.trust, ...provider.config, machine: { root } },
    );
    const agent = await startAgent(files, { env: provider.env });
    onTestFinished(() => agent.stop());
    return new PlacedBench(provider, session, agent, database, office, folder);
  }

  /** A release of two variants of one detector, of which the CPU's is rolled out. */
  async release(): Promise<void> {
    const bundle = (variant: string, factor: number): string => {
      const folder = join(this.folder, variant);
      const usual = { channels: burstChannels, windowLength, periodMs: burstPeriodMs };
      writeToyBundle(folder, { ...usual, name: 'press', variant, factor });
      return folder;
    };
    const others = { 'gpu-fp32': bundle('gpu-fp32', 1.0001) };
    const release = await this.office.release(bundle('cpu-fp32', 1), others);
    await eventually('scores', async () => {
      const { device: told } = await this.session.get(`/api/devices/${device}`, DeviceDetail);
      return told.streams.some(({ phase }) => phase === 'scoring') ? true : null;
    });
    await this.office.reaches(await this.office.rollOut(release), 'SUCCEEDED');
  }

  async setPolicy(policy: object): Promise<void> {
    await this.session.put('/api/placement/policies', { scope: { kind: 'fleet' }, policy });
  }

  /** As an operator does who has mended something. */
  async measureAgain(): Promise<void> {
    await this.session.post(`/api/devices/${device}/commands`, { type: 'profile', stream });
  }

  /** What others do with the GPU. @returns when, ms UTC */
  othersUseGpu(percent: number): number {
    writeMachine(join(this.folder, 'board'), { [gpuLoad]: 10 * percent });
    return Date.now();
  }

  /** @returns when, ms UTC */
  takeProviderAway(): number {
    this.provider.takeAway(this.agent.pid);
    return Date.now();
  }

  detail(): Promise<PlacementDetail> {
    return this.session.get(`/api/placement/${device}/${stream}`, PlacementDetail);
  }

  /** Resolves when the hub says so of the stream. */
  placed(what: string, is: (detail: PlacementDetail) => boolean): Promise<PlacementDetail> {
    return this.until(what, async () => {
      const detail = await this.detail();
      return is(detail) ? detail : null;
    });
  }

  /** Resolves when a variant runs there. */
  runs(variant: string, provider: string): Promise<PlacementDetail> {
    return this.placed(
      `${variant} on ${provider}`,
      ({ entry: { running } }) => running?.variant === variant && running.provider === provider,
    );
  }

  /** Resolves when what runs has raised an alert. */
  async raisesAlert(): Promise<void> {
    const { report } = await this.detail();
    const [variant, since] = [report?.running?.variant, report?.since ?? 0];
    await this.until(`an alert by ${variant}`, async () => {
      const alerts = await this.alerts();
      return alerts.find((one) => one.at > since && one.variant === variant) ?? null;
    });
  }

  async alerts(): Promise<RaisedAlert[]> {
    const { rows } = await this.database.pool.query<RaisedAlert>(`
      SELECT at::float8, (record->>'sourceAt')::float8 AS "sourceAt", record->>'variant' AS variant
      FROM events WHERE type = 'raised' ORDER BY at`);
    return rows;
  }

  /** Up to a row of the recording, which those after it have followed. */
  async windowsTo(sourceAt: number): Promise<ScoredWindow[]> {
    await this.until('later windows', async () => {
      const { rows } = await this.database.pool.query(
        'SELECT FROM scores WHERE source_at > $1 LIMIT 1',
        [sourceAt + 2_000],
      );
      return rows.length > 0 ? true : null;
    });
    const { rows } = await this.database.pool.query<ScoredWindow>(
      `SELECT source_at::float8 AS "sourceAt", at::float8, score IS NOT NULL AS "isScored", variant
       FROM scores JOIN score_contexts ON id = context_id
       WHERE source_at <= $1 ORDER BY source_at`,
      [sourceAt],
    );
    return rows;
  }

  private async until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
    try {
      return await eventually(what, ask);
    } catch (cause) {
      const { entry, report } = await this.detail();
      const stands = JSON.stringify({ entry, report });
      throw new Error(`${what}: it stands at ${stands}\n${this.agent.log()}`, { cause });
    }
  }
}
