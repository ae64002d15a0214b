import { setTimeout as delay } from 'node:timers/promises';
import { RolloutDetail, RolloutPlan, RolloutPreview } from '@lookout/shared/protocol/rollouts';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import { joinHubDatabase } from '../../../cloud-hub/dist/database/hub-database.js';
import { registryBesideHub } from '../../../cloud-hub/dist/model/registry-beside-hub.js';
import { assignDirectly } from '../../support/assign-directly.ts';
import type { Session } from '../../support/session.ts';

export interface Approval {
  readonly session: Session;
  readonly dataDir: string;
  readonly ids: readonly string[];
  readonly release: { readonly id: string; readonly document: SignedDocument };
}

export type Approve = (approval: Approval) => Promise<void>;

/** One wave with everybody in it. */
const planOf = (release: string): RolloutPlan =>
  RolloutPlan.parse({
    ...{ name: 'bench', release },
    waves: [{ name: 'all', members: { kind: 'rest' } }],
    install: {
      ...{ shadowWindows: 10, trialWindows: 10, maxInstallMs: 600_000, minAgreement: null },
      ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
    },
  });

const heardWithinMs = 120_000;

/**
 * Until the hub would take every device in: one that is connected has not been read yet, and a rollout has the
 * members that are known when it is approved.
 * @returns seconds
 * @throws Error if some are still missing after two minutes
 */
export async function untilHeard({ session, ids, release }: Approval): Promise<number> {
  const begunAt = performance.now();
  for (;;) {
    const answer = await session.post('/api/rollouts/preview', planOf(release.id));
    const { waves } = RolloutPreview.parse(answer);
    const known = waves.reduce((sum, { members }) => sum + members.length, 0);
    const waitedMs = performance.now() - begunAt;
    if (known >= ids.length) return waitedMs / 1000;
    if (waitedMs > heardWithinMs)
      throw new Error(`the hub has heard of ${known} of ${ids.length} devices: see its log`);
    await delay(250);
  }
}

/** Approved through the REST interface, as a person would. */
export const approveRollout: Approve = async ({ session, release }) => {
  const { rollout } = RolloutDetail.parse(await session.post('/api/rollouts', planOf(release.id)));
  await session.post(`/api/rollouts/${rollout.id}/act`, { act: 'approve' });
};

/** Every device's assignment signed and written by itself: what the line and the phases cost alone. */
export const approveDirectly: Approve = async ({ dataDir, ids, release }) => {
  const database = await joinHubDatabase({ database: { kind: 'embedded' }, dataDir });
  const { signer } = registryBesideHub(database, { assignmentKeyFile: null });
  for (const device of ids)
    await assignDirectly(
      database.pool,
      { device, stream: 'loop', release: release.id, variant: 'cpu-fp32' },
      { manifest: release.document, sign: (assignment) => signer.sign(assignment) },
    );
  await database.close();
};
