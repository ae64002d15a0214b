import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { PlacementDetail } from '@lookout/shared/protocol/placements';
import { DeviceCredential } from '@lookout/shared/protocol/rest';
import { RolloutDetail, RolloutPlan } from '@lookout/shared/protocol/rollouts';
import { zipBundle } from '../../../cloud-hub/dist/model/bundle-zip.js';
import { configureAgent, startAgent } from '../../support/agent.ts';
import { readBundleFiles } from '../../support/bundle-files.ts';
import type { RunningProgram } from '../../support/child.ts';
import { eventually } from '../../support/eventually.ts';
import { HubProcess } from '../../support/hub-process.ts';
import {
  publishKeys,
  rootKeyOf,
  type SigningKeys,
  signedRelease,
} from '../../support/release-kit.ts';
import { Session } from '../../support/session.ts';

const device = 'edge-1';
/** Networks of many megabytes are sent to the device, tried and profiled. */
const installWithinMs = 180_000;

/** A hub and an agent on this machine, each a process of its own, as they are shipped. */
export class Site {
  private readonly hub: HubProcess;
  private readonly agent: RunningProgram;
  private readonly session: Session;
  private readonly keys: SigningKeys;

  // No parameter properties: the benches are run without a compiler.
  private constructor(hub: HubProcess, agent: RunningProgram, session: Session, keys: SigningKeys) {
    this.hub = hub;
    this.agent = agent;
    this.session = session;
    this.keys = keys;
  }

  /** @param streams of the agent's file */
  static async start(folder: string, streams: readonly object[], policy: object): Promise<Site> {
    await chmod(folder, 0o711); // the database may run as another user
    const hub = await HubProcess.start({
      ...{ LOOKOUT_PORT: '0', LOOKOUT_MQTT_PORT: '0', LOOKOUT_DATA_DIR: join(folder, 'hub') },
    });
    const { url, firstAdmin } = hub.ready;
    if (firstAdmin === null) throw new Error('expected an empty database');
    const session = await Session.signIn(url, firstAdmin);
    const keys = await publishKeys(session);
    await session.put('/api/placement/policies', { scope: { kind: 'fleet' }, policy });
    const enrolled = await session.post('/api/devices', { id: device, site: 'bench' });
    const trust = { trust: { rootKeys: [rootKeyOf(keys)] } };
    const files = await configureAgent(folder, DeviceCredential.parse(enrolled), streams, trust);
    return new Site(hub, await startAgent(files), session, keys);
  }

  /** Signs a release of the variants and rolls it out; the device has profiled them when this resolves. */
  async install(
    stream: string,
    model: string,
    variants: Readonly<Record<string, string>>,
  ): Promise<PlacementDetail> {
    const [first, ...others] = Object.entries(variants).map(([name, folder]) => ({
      name,
      zip: zipBundle(readBundleFiles(folder)),
    }));
    if (first === undefined) throw new RangeError('a release needs a variant');
    const { id } = await signedRelease(this.session, this.keys, {
      ...{ model, version: '1', zip: first.zip, variant: first.name, others },
    });
    await eventually('the stream scores', async () =>
      (await this.detail(stream)).load === null ? null : true,
    );
    const plan = RolloutPlan.parse({
      ...{ name: model, release: id, gates: { maxLatencyRatio: null } },
      waves: [{ name: 'all', members: { kind: 'rest' } }],
      install: {
        ...{ shadowWindows: 5, trialWindows: 5, maxInstallMs: installWithinMs },
        ...{ minAgreement: null, maxLatencyUs: null, maxLatencyRatio: null },
        maxAddedMemoryBytes: null,
      },
    });
    const { rollout } = RolloutDetail.parse(await this.session.post('/api/rollouts', plan));
    await this.session.post(`/api/rollouts/${rollout.id}/act`, { act: 'approve' });
    return await eventually(
      `${model} is installed and profiled`,
      async () => {
        const detail = await this.detail(stream);
        const { report, entry } = detail;
        const isMeasured = (variant: string, provider: string) =>
          report?.profiles.some((one) => one.variant === variant && one.provider === provider);
        const isWhole = detail.variants.every(({ name, providers }) =>
          providers.every((provider) => isMeasured(name, provider)),
        );
        return isWhole && detail.variants.length > 0 && entry.choice !== null ? detail : null;
      },
      installWithinMs,
    );
  }

  detail(stream: string): Promise<PlacementDetail> {
    return this.session.get(`/api/placement/${device}/${stream}`, PlacementDetail);
  }

  /** What the agent has written, for whoever wonders. */
  get log(): string {
    return this.agent.log();
  }

  async stop(): Promise<void> {
    await this.agent.stop();
    await this.hub.end('SIGTERM');
  }
}
