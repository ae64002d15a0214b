import { ReleaseSummary } from '@lookout/shared/protocol/registry';
import {
  type RolloutAct,
  RolloutDetail,
  type RolloutMember,
  RolloutMemberList,
  RolloutPlan,
  type RolloutState,
} from '@lookout/shared/protocol/rollouts';
import type { z } from 'zod';
import { zipBundle } from '../../cloud-hub/src/model/bundle-zip.ts';
import { readBundleFiles } from './bundle-files.ts';
import { eventually } from './eventually.ts';
import { publishKeys, rootKeyOf, type SigningKeys, signedRelease } from './release-kit.ts';
import type { Session } from './session.ts';

/** No more than a test needs: one wave of all, few windows, no soak. */
export const quickInstall = {
  ...{ shadowWindows: 5, trialWindows: 5, maxInstallMs: 60_000 },
  ...{ minAgreement: 0.9, maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
};

/** Who makes, signs and rolls out releases of a hub: keys of its own, everything else over REST. */
export class ReleaseOffice {
  private constructor(
    private readonly session: Session,
    private readonly keys: SigningKeys,
    private made = 0,
  ) {}

  /** Publishes the first key list, which names the hub's own key. */
  static async open(session: Session): Promise<ReleaseOffice> {
    return new ReleaseOffice(session, await publishKeys(session));
  }

  /** The same office at another session: the hub has been restarted. */
  at(session: Session): ReleaseOffice {
    return new ReleaseOffice(session, this.keys, this.made);
  }

  /** What a device must have in its configuration to believe this office. */
  get trust(): object {
    return { trust: { rootKeys: [rootKeyOf(this.keys)] } };
  }

  /**
   * Registers the bundle in a folder and makes it a signed release with one variant, `cpu-fp32`.
   * @param others further variants, name → folder
   */
  async release(
    folder: string,
    others: Readonly<Record<string, string>> = {},
  ): Promise<ReleaseSummary> {
    this.made += 1;
    const zip = (path: string) => zipBundle(readBundleFiles(path));
    const { id } = await signedRelease(this.session, this.keys, {
      zip: zip(folder),
      ...{ model: 'bursts', version: `${this.made}.0` },
      others: Object.entries(others).map(([name, path]) => ({ name, zip: zip(path) })),
    });
    return this.session.get(`/api/releases/${id}`, ReleaseSummary);
  }

  /** Creates and approves. */
  async rollOut(
    release: ReleaseSummary,
    plan: Partial<z.input<typeof RolloutPlan>> = {},
  ): Promise<string> {
    const whole = RolloutPlan.parse({
      ...{ name: `to ${release.manifest.version}`, release: release.id },
      ...{ waves: [{ name: 'all', members: { kind: 'rest' } }], install: quickInstall },
      // Of so few windows in microseconds each, a ratio says nothing.
      gates: { maxLatencyRatio: null },
      ...plan,
    });
    const { rollout } = RolloutDetail.parse(await this.session.post('/api/rollouts', whole));
    await this.act(rollout.id, { act: 'approve' });
    return rollout.id;
  }

  async act(rollout: string, act: z.input<typeof RolloutAct>): Promise<void> {
    await this.session.post(`/api/rollouts/${rollout}/act`, act);
  }

  detail(rollout: string): Promise<RolloutDetail> {
    return this.session.get(`/api/rollouts/${rollout}`, RolloutDetail);
  }

  async members(rollout: string): Promise<RolloutMember[]> {
    const path = `/api/rollouts/${rollout}/members`;
    return (await this.session.get(path, RolloutMemberList)).members;
  }

  /** Resolves when the rollout has come to the state. */
  async reaches(rollout: string, state: RolloutState, withinMs = 90_000): Promise<RolloutDetail> {
    const ask = async () => {
      const detail = await this.detail(rollout);
      return detail.rollout.state === state ? detail : null;
    };
    try {
      return await eventually(`rollout ${state}`, ask, withinMs);
    } catch (cause) {
      const stands = { ...(await this.detail(rollout)), members: await this.members(rollout) };
      throw new Error(`rollout ${state}: it stands at ${JSON.stringify(stands)}`, { cause });
    }
  }

  /** Resolves when members are as wished. */
  until(
    what: string,
    rollout: string,
    are: (members: readonly RolloutMember[]) => boolean,
    withinMs = 90_000,
  ): Promise<RolloutMember[]> {
    return eventually(
      what,
      async () => {
        const members = await this.members(rollout);
        return are(members) ? members : null;
      },
      withinMs,
    );
  }
}
