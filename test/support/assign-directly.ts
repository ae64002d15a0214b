import type { ReleaseWish, SignedDocument } from '@lookout/shared/protocol/signed';
import type { Assignment } from '@lookout/shared/protocol/signed-documents';
import type { Pool } from 'pg';

/** Puts a wish into a device's `desired`, and tells the hub: as a rollout does, without one. */
export async function assignDirectly(
  pool: Pool,
  {
    device,
    stream,
    ...rest
  }: Pick<Assignment, 'device' | 'stream' | 'sequence' | 'release' | 'variant'>,
  {
    keys,
    release,
    sign,
  }: {
    readonly keys: readonly SignedDocument[];
    readonly release: SignedDocument;
    readonly sign: (assignment: Assignment) => Promise<SignedDocument>;
  },
): Promise<void> {
  const assignment = await sign({
    ...{ format: 1, kind: 'assignment', device, stream, ...rest, issuedAt: 1 },
    ...{ expiresAt: 4_000_000_000_000, rollout: null, revert: false },
    install: {
      ...{ shadowWindows: 10, trialWindows: 10, maxInstallMs: 60_000, minAgreement: null },
      ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
    },
  });
  const wish: ReleaseWish = { assignment, release, hold: false };
  const streams = { [stream]: { policy: null, release: wish } };
  await pool.query(
    `UPDATE desired SET generation = generation + 1, document = jsonb_build_object(
       'generation', generation + 1, 'keys', $2::jsonb, 'streams', $3::jsonb) WHERE device = $1`,
    [device, JSON.stringify(keys), JSON.stringify(streams)],
  );
  await pool.query("SELECT pg_notify('lookout_device', $1)", [device]);
}
