import { signBytes } from '@lookout/shared/bundle/signature';
import { ReleaseDraft } from '@lookout/shared/protocol/registry';
import {
  isFinal,
  type ReleasePhase,
  type ReleaseReason,
  type ReleaseReport,
} from '@lookout/shared/protocol/release-phase';
import type { DeviceCredential } from '@lookout/shared/protocol/rest';
import type {
  RolloutAct,
  RolloutDetail,
  RolloutMember,
  RolloutPlan,
  RolloutPreview,
} from '@lookout/shared/protocol/rollouts';
import type { ReleaseWish } from '@lookout/shared/protocol/signed';
import { Assignment } from '@lookout/shared/protocol/signed-documents';
import { expect } from 'vitest';
import type { z } from 'zod';
import { openDatabase } from '../database/open-database.ts';
import { reportedOf, statusOf, TestDevice } from '../device/device.fixture.ts';
import { devicesBesideHub } from '../device/devices-beside-hub.ts';
import { type HubFixture, startHubFixture } from '../http/hub.fixture.ts';
import { newKey, signedList } from '../model/keys/key-files.fixture.ts';
import { toyFiles } from '../model/registry.fixture.ts';
import { registryBesideHub } from '../model/registry-beside-hub.ts';
import { hubSchema } from '../schema.ts';

export const install = {
  ...{ shadowWindows: 0, trialWindows: 0, maxInstallMs: 1_000, minAgreement: null },
  ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
};

/** What a device does with an assignment; the last phase is where it stays. */
export type Behaviour = 'good' | 'bad' | 'slow';

/** A device that speaks the real protocol over the real broker, without an agent behind it. */
export class ReleaseDevice {
  report: ReleaseReport | null = null;
  /** Sequences in the order in which they came, each once. */
  readonly taken: number[] = [];
  held = false;
  /** The last that came. */
  assignment: Assignment | null = null;
  /** As it tells them; none: its stream has no bundle yet. */
  channels = [{ name: 'pressure', unit: 'bar' }];
  private ended = false;
  private generation = 0;
  private at = Date.now();

  private constructor(
    readonly id: string,
    readonly line: TestDevice,
    private behaviour: Behaviour,
  ) {}

  static async connect(
    credential: DeviceCredential,
    behaviour: Behaviour = 'good',
    session = 1,
    channels?: ReleaseDevice['channels'],
  ): Promise<ReleaseDevice> {
    const line = await TestDevice.connect(credential);
    const device = new ReleaseDevice(credential.id, line, behaviour);
    if (channels !== undefined) device.channels = channels;
    await line.say('status', statusOf({ session, at: Date.now() }));
    await device.tell();
    void device.follow();
    return device;
  }

  /** What was slow goes on. */
  async finish(behaviour: Behaviour = 'good'): Promise<void> {
    this.behaviour = behaviour;
    if (this.report !== null && !isFinal(this.report.phase)) await this.run();
  }

  async end(): Promise<void> {
    this.ended = true;
    await this.line.client.endAsync(true);
  }

  private async follow(): Promise<void> {
    for (;;) {
      const desired = await this.line.next('desired');
      this.generation = desired.generation;
      await this.obey(desired.streams.loop?.release ?? null);
    }
  }

  private async obey(wish: ReleaseWish | null): Promise<void> {
    this.held = wish?.hold ?? false;
    if (wish === null) {
      if (this.report !== null && !isFinal(this.report.phase))
        this.to('SUPERSEDED', { code: 'withdrawn', text: 'Withdrawn.' });
      return this.tell();
    }
    const text = Buffer.from(wish.assignment.bytes, 'base64').toString();
    const assignment = Assignment.parse(JSON.parse(text));
    this.assignment = assignment;
    if (assignment.sequence !== this.report?.sequence) {
      this.taken.push(assignment.sequence);
      this.report = {
        ...{ sequence: assignment.sequence, release: assignment.release },
        ...{ variant: assignment.variant, phase: 'OFFERED', since: Date.now(), held: this.held },
        ...{ haveBytes: 0, totalBytes: 100, reason: null, figures: null },
        good: this.report?.good ?? null,
      };
      await this.tell();
    } else if (isFinal(this.report.phase)) return this.tell();
    if (this.held) return this.tell();
    await this.run();
  }

  private async run(): Promise<void> {
    if (this.behaviour === 'slow') return this.tell();
    if (this.behaviour === 'bad')
      this.to('FAILED', { code: 'selfTest', text: 'Window 3 differs by 0.5.' });
    else this.to('COMMITTED', null);
    await this.tell();
  }

  private to(phase: ReleasePhase, reason: ReleaseReason | null): void {
    if (this.report === null) return;
    const { release, variant } = this.report;
    const good =
      phase === 'COMMITTED'
        ? { release, bundle: 'b'.repeat(64), variant: variant ?? 'own' }
        : this.report.good;
    this.report = { ...this.report, phase, reason, good, since: Date.now() };
  }

  async tell(): Promise<void> {
    this.at = Math.max(this.at + 1, Date.now());
    const release = this.report === null ? null : { ...this.report, held: this.held };
    const stream = { name: 'loop', channels: this.channels, release };
    const document = reportedOf([stream], { at: this.at, observedGeneration: this.generation });
    // What it says while its line is being cut is lost, as it is for any device.
    await this.line.say('reported', document).catch((error: Error) => {
      if (this.line.client.connected && !this.ended) throw error;
    });
  }
}

/**
 * The whole hub with keys that devices would believe, and a signed release.
 * @param assignmentKeyFile the hub's own key; null: it makes one
 */
export async function startRollouts(assignmentKeyFile: string | null = null) {
  const fixture = await startHubFixture(
    assignmentKeyFile === null ? {} : { LOOKOUT_ASSIGNMENT_KEY_FILE: assignmentKeyFile },
  );
  const database = await openDatabase(fixture.databaseUrl, hubSchema);
  const rooms = registryBesideHub(database, { assignmentKeyFile });
  const [root, releaseKey] = [newKey('root'), newKey('release')];
  const assignments = await rooms.signer.publicKeys();
  const list = { roots: [root], releases: [releaseKey], assignments, createdAt: Date.now() };
  await rooms.keys.publish(signedList(list), 'mika');
  const devices: ReleaseDevice[] = [];
  let versions = 0;

  const release = async ({ signed = true } = {}): Promise<string> => {
    const { id: bundle } = await rooms.bundles.register(toyFiles(), { by: 'mika' });
    const draft = { model: 'pump', version: String(++versions) };
    const made = await rooms.registry.create(
      ReleaseDraft.parse({ ...draft, variants: [{ name: 'cpu-fp32', bundle }] }),
      'mika',
    );
    if (!signed) return made.id;
    const { bytes } = await rooms.registry.manifest(made.id);
    await rooms.registry.sign(made.id, signBytes(bytes, [releaseKey.key]), 'mika');
    return made.id;
  };
  return {
    ...fixture,
    pool: database.pool,
    rooms,
    release,
    enrol: (id: string, site: string) =>
      fixture.hub.devices.enrol({ id, site, labels: { line: '1' } }),
    renew: (id: string) => devicesBesideHub(database).enrolment.renew(id),
    async connect(...[credential, ...how]: Parameters<typeof ReleaseDevice.connect>) {
      const device = await ReleaseDevice.connect(credential, ...how);
      devices.push(device);
      await expect.poll(() => isKnown(fixture, credential.id), { timeout: 10_000 }).toBe(true);
      return device;
    },
    async stop() {
      for (const device of devices) await device.end();
      await database.close();
      await fixture.stop();
    },
  };
}

export type RolloutsFixture = Awaited<ReturnType<typeof startRollouts>>;

async function isKnown({ admin }: HubFixture, id: string): Promise<boolean> {
  const { body } = await admin.get(`/api/devices/${id}`);
  const { device } = body as { device: { presence: string; streams: unknown[] } };
  return device.presence === 'online' && device.streams.length > 0;
}

const usualPlan = {
  ...{ name: 'trial', install },
  waves: [{ name: 'all', members: { kind: 'rest' } }],
};

/** One rollout over REST. */
export class TestRollout {
  private constructor(
    private readonly admin: HubFixture['admin'],
    readonly id: string,
  ) {}

  static async create(
    { admin }: Pick<HubFixture, 'admin'>,
    plan: Partial<z.input<typeof RolloutPlan>> & { release: string },
  ): Promise<TestRollout> {
    const answer = await admin.post('/api/rollouts', { ...usualPlan, ...plan });
    expect(answer).toMatchObject({ status: 201 });
    return new TestRollout(admin, (answer.body as RolloutDetail).rollout.id);
  }

  async preview(plan: Partial<z.input<typeof RolloutPlan>>): Promise<RolloutPreview> {
    const answer = await this.admin.post('/api/rollouts/preview', { ...usualPlan, ...plan });
    return answer.body as RolloutPreview;
  }

  act(act: z.input<typeof RolloutAct>) {
    return this.admin.post(`/api/rollouts/${this.id}/act`, act);
  }

  async detail(): Promise<RolloutDetail> {
    return (await this.admin.get(`/api/rollouts/${this.id}`)).body as RolloutDetail;
  }

  async members(query = ''): Promise<RolloutMember[]> {
    const { body } = await this.admin.get(`/api/rollouts/${this.id}/members${query}`);
    return (body as { members: RolloutMember[] }).members;
  }

  async states(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.members()).map((m) => [m.device, m.state]));
  }

  /** Waits until it is in the state. */
  async is(state: string): Promise<void> {
    const read = async () => (await this.detail()).rollout.state;
    await expect.poll(read, { timeout: 15_000 }).toBe(state);
  }
}
