import { RolloutDetail, RolloutPlan } from '@lookout/shared/protocol/rollouts';
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

/** A rollout of one wave with everybody in it, approved. */
export const approveRollout: Approve = async ({ session, release }) => {
  const plan: RolloutPlan = RolloutPlan.parse({
    ...{ name: 'bench', release: release.id },
    waves: [{ name: 'all', members: { kind: 'rest' } }],
    install: {
      ...{ shadowWindows: 10, trialWindows: 10, maxInstallMs: 600_000, minAgreement: null },
      ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
    },
  });
  const { rollout } = RolloutDetail.parse(await session.post('/api/rollouts', plan));
  await session.post(`/api/rollouts/${rollout.id}/act`, { act: 'approve' });
};

/** Every device's assignment signed and written by itself: what the line and the phases cost alone. */
export const approveDirectly: Approve = async ({ dataDir, ids, release }) => {
  const database = await joinHubDatabase({ database: { kind: 'embedded' }, dataDir });
  const { keys, signer } = registryBesideHub(database, { assignmentKeyFile: null });
  const lists = await keys.keyLists();
  for (const device of ids)
    await assignDirectly(
      database.pool,
      { device, stream: 'loop', sequence: 1, release: release.id, variant: 'cpu-fp32' },
      {
        ...{ keys: lists, release: release.document },
        sign: (assignment) => signer.sign(assignment),
      },
    );
  await database.close();
};
