import { generateKeyPairSync } from 'node:crypto';
import { signBytes } from '@lookout/shared/bundle/signature';
import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import { KeyList } from '@lookout/shared/protocol/signed-documents';
import { expect, onTestFinished, test } from 'vitest';
import { type HubDatabase, joinHubDatabase } from '../../../cloud-hub/src/database/hub-database.ts';
import {
  type RegistryBesideHub,
  registryBesideHub,
} from '../../../cloud-hub/src/model/registry-beside-hub.ts';
import { assignDirectly } from '../../support/assign-directly.ts';
import { eventually } from '../../support/eventually.ts';
import { TamperingLine } from '../../support/tampering-line.ts';
import { Fleet, stream } from './fleet.fixture.ts';

// Real: hub, database, broker, signatures, a device with its detector. What an attacker would need to hold, the
// test holds: the line, the hub's database, and even the hub's own key for assignments.
const id = 'pump-1';

/** One fleet for all: that the device goes on with its good model after each of them is part of it. */
test('what was tampered with is refused for the right reason, and the good model stays', async () => {
  const site = await Site.open();
  const good = await site.corruptedOnItsWay();
  const stays = async (what: string) => {
    const report = await site.fleet.reported(id, what, ({ phase }) => phase === 'scoring');
    expect(report.modelDigest, what).toBe(bundleOf(good));
    expect(report.release?.good?.release, what).toBe(good.id);
  };
  const replayed = await site.desired();

  await site.wrongDigest();
  await stays('a file that is not the one that was signed');

  for (const [reason, release] of await site.forged(good)) {
    await site.assign(good, release);
    await site.fleet.reported(
      id,
      reason,
      ({ release: one }) => one?.phase === 'REJECTED' && one.reason?.code === reason,
    );
    await stays(reason);
  }

  await site.replay(replayed);
  await stays('an old assignment');
}, 120_000);

const bundleOf = ({ manifest }: ReleaseSummary): string | undefined => manifest.variants[0]?.bundle;

class Site {
  readonly fleet: Fleet;
  private readonly line: TamperingLine;
  private readonly database: HubDatabase;
  private readonly registry: RegistryBesideHub;

  private constructor(fleet: Fleet, line: TamperingLine, database: HubDatabase) {
    this.fleet = fleet;
    this.line = line;
    this.database = database;
    this.registry = registryBesideHub(database, { assignmentKeyFile: null });
  }

  static async open(): Promise<Site> {
    const fleet = await Fleet.start(0);
    const line = await TamperingLine.open(fleet.brokerPort);
    onTestFinished(() => line.close());
    const database = await joinHubDatabase({
      ...{ database: { kind: 'embedded' }, dataDir: fleet.hubDataDir },
    });
    onTestFinished(() => database.close());
    await fleet.add(id, fleet.office.trust, { brokerUrl: line.url });
    return new Site(fleet, line, database);
  }

  /** A byte of a block is another when it comes: the block, or its file, is fetched once more. */
  async corruptedOnItsWay(): Promise<ReleaseSummary> {
    const { office } = this.fleet;
    const release = await office.release(this.fleet.bundle({ ballastBytes: 60_000 }));
    this.line.left = 1;
    await office.reaches(await office.rollOut(release), 'SUCCEEDED');
    expect(this.line.altered).toBe(1);
    return release;
  }

  /** The hub sends another file than the one that was signed, however often it is asked. */
  async wrongDigest(): Promise<void> {
    const { office } = this.fleet;
    const release = await office.release(this.fleet.bundle({ ballastBytes: 60_000, factor: 2 }));
    const { sha256 } = release.manifest.variants[0]?.files['model.onnx'] ?? {};
    const { rowCount } = await this.database.pool.query(
      'UPDATE blobs SET bytes = set_byte(bytes, 30000, get_byte(bytes, 30000) # 1) WHERE sha256 = $1',
      [sha256],
    );
    expect(rowCount).toBe(1);
    const rollout = await office.rollOut(release);
    await office.reaches(rollout, 'HALTED');
    const [member] = await office.members(rollout);
    expect(member).toMatchObject({ phase: 'FAILED', reason: { code: 'digest' } });
    await office.act(rollout, { act: 'abort', revert: false, reason: 'it was tampered with' });
  }

  /** The same release by somebody else, by the right key but altered, and by nobody. */
  async forged(release: ReleaseSummary): Promise<[string, SignedDocument][]> {
    const text = await this.fleet.session.text(`/api/releases/${release.id}/manifest`);
    const bytes = Buffer.from(text);
    const keyId = await this.releaseKey();
    const stranger = signBytes(bytes, [generateKeyPairSync('ed25519').privateKey]);
    return [
      ['unknownKey', stranger],
      [
        'badSignature',
        { ...stranger, signatures: stranger.signatures.map((one) => ({ ...one, keyId })) },
      ],
      ['unsigned', { ...stranger, signatures: [] }],
    ];
  }

  /** By the hub's own key, and newer than all before. */
  async assign({ id: release }: ReleaseSummary, manifest: SignedDocument): Promise<void> {
    await assignDirectly(
      this.database.pool,
      { device: id, stream, release, variant: 'cpu-fp32' },
      { manifest, sign: (one) => this.registry.signer.sign(one) },
    );
  }

  async desired(): Promise<unknown> {
    const { rows } = await this.database.pool.query<{ document: unknown }>(
      'SELECT document FROM desired WHERE device = $1',
      [id],
    );
    return rows[0]?.document;
  }

  /** What the hub itself once said, word for word but for its generation. */
  async replay(document: unknown): Promise<void> {
    const { pool } = this.database;
    const refused = this.fleet.agents.get(id)?.writes(/release REJECTED: older: assignment/);
    await pool.query(
      `UPDATE desired SET generation = generation + 1,
         document = jsonb_set($2::jsonb, '{generation}', to_jsonb(generation + 1)) WHERE device = $1`,
      [id, JSON.stringify(document)],
    );
    await pool.query("SELECT pg_notify('lookout_device', $1)", [id]);
    await refused;
    // Its report tells the newest assignment; this one is told in a record of its own.
    await eventually('the hub has heard of it', async () => {
      const { rowCount } = await pool.query(
        `SELECT FROM events WHERE device = $1 AND type = 'phase' AND record->>'phase' = 'REJECTED'
           AND record->'reason'->>'code' = 'older'`,
        [id],
      );
      return rowCount === 1 ? true : null;
    });
  }

  /** The id of the key that releases are signed with. */
  private async releaseKey(): Promise<string> {
    const [list] = await this.registry.keys.keyLists();
    const { releaseKeys } = KeyList.parse(
      JSON.parse(Buffer.from(list?.bytes ?? '', 'base64').toString()),
    );
    return releaseKeys[0]?.id ?? '';
  }
}
