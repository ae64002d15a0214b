import type { SignedDocument } from '@lookout/shared/protocol/signed';
import type { Assignment } from '@lookout/shared/protocol/signed-documents';
import type { Pool } from 'pg';
import { inTransaction } from '../../cloud-hub/dist/database/transaction.js';
import { StreamReleaseRepository } from '../../cloud-hub/dist/device/stream-release.repository.js';
import { eventually } from './eventually.ts';

const install = {
  ...{ shadowWindows: 10, trialWindows: 10, maxInstallMs: 60_000, minAgreement: null },
  ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
};

/** Assigns a release to a stream and tells the hub: as a rollout does, without one. */
export async function assignDirectly(
  pool: Pool,
  {
    device,
    stream,
    release,
    variant,
  }: Pick<Assignment, 'device' | 'stream' | 'release' | 'variant'>,
  {
    manifest,
    sign,
  }: {
    readonly manifest: SignedDocument;
    readonly sign: (assignment: Assignment) => Promise<SignedDocument>;
  },
): Promise<void> {
  const signOf = (sequence: number) =>
    sign({
      ...{ format: 1, kind: 'assignment', device, stream, sequence, release, variant },
      ...{ issuedAt: 1, expiresAt: 4_000_000_000_000, rollout: null, revert: false, install },
    });
  const order = { device, stream, release, variant, rollout: null, manifest, sign: signOf };
  await inTransaction(pool, (tx) =>
    new StreamReleaseRepository(pool).assign(tx, [order], Date.now()),
  );
  await pool.query("SELECT pg_notify('lookout_device', $1)", [device]);
}

/** Devices are told whom to believe a moment after the key list was published. */
export function keysAreGiven(pool: Pool): Promise<true> {
  return eventually('key lists for devices', async () => {
    const { rowCount } = await pool.query("SELECT FROM desired_keys WHERE documents <> '[]'");
    return rowCount === 1 ? true : null;
  });
}
