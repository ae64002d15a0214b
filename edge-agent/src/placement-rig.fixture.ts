import { fileURLToPath } from 'node:url';
import type {
  PlacementChoice,
  PlacementReport,
  PlacementWish,
} from '@lookout/shared/protocol/placement';
import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import type { Reported } from '@lookout/shared/protocol/presence';
import { SimulatedGpu } from '../../test/support/simulated-gpu.ts';
import { sourceExecArgv } from '../../test/support/source-process.ts';
import type { ToyBundle, ToyBundleOptions } from '../../test/support/toy-bundle.ts';
import type { ChildModule } from './detect/inference-process.ts';
import type { PlacementOptions } from './device-placements.ts';
import type { Agent, AgentOptions } from './main.ts';
import { offerOf } from './model/install/install.fixture.ts';
import { ReleaseRig } from './release-rig.fixture.ts';

export interface RigVariant extends Partial<ToyBundleOptions> {
  readonly name: string;
  readonly providers: readonly string[];
}

/** The real process that measures, from its source. */
export const sourceProfileChild: ChildModule = {
  path: fileURLToPath(new URL('./detect/profile/profile-child.ts', import.meta.url)),
  execArgv: sourceExecArgv,
};

/** Without waiting for a machine that is never idle while tests run. */
export const swiftly = (child: ChildModule = sourceProfileChild): PlacementOptions => ({
  times: {
    idleWithinMs: 1,
    timedMs: 20,
    meteredMs: 100,
    compareWindows: 3,
    compareWithinMs: 5_000,
  },
  tools: { child },
});

/** A release of several variants on a real agent; the first variant is what a rollout commits. */
export class PlacementRig {
  readonly bundles = new Map<string, ToyBundle>();
  private release = '';
  private sequence = 0;
  private number = 0;

  constructor(readonly rig: ReleaseRig) {}

  static async start(): Promise<PlacementRig> {
    return new PlacementRig(await ReleaseRig.start());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.rig[Symbol.asyncDispose]();
  }

  /** @returns the release's name */
  publish(variants: readonly RigVariant[]): string {
    const offers = variants.map(({ name, providers, ...options }, i) => {
      const bundle = this.rig.published(`${name}-${this.sequence}`, {
        factor: 1 + i * 1e-6,
        ...options,
      });
      this.bundles.set(name, bundle);
      return { ...offerOf(bundle.digest), name, providers: [...providers] };
    });
    this.release = offers[0]?.bundle ?? '';
    this.rig.releases.signed(this.release, offers);
    return this.release;
  }

  digest(variant: string): string {
    return this.bundles.get(variant)?.digest ?? '';
  }

  run(
    more: Partial<AgentOptions> & { readonly runtime?: object; readonly stream?: object } = {},
  ): Promise<Agent> {
    return this.rig.run(undefined, { placement: swiftly(), ...more });
  }

  /** The simulated GPU's build of ONNX Runtime, and how it is configured. */
  withGpu(): { readonly gpu: SimulatedGpu; readonly runtime: object } {
    const gpu = new SimulatedGpu(this.rig.path('onnxruntime-node'));
    return { gpu, runtime: { onnxruntime: gpu.folder } };
  }

  /** The last published release, and what the hub chose. */
  async assign(placement?: PlacementWish): Promise<void> {
    this.sequence += 1;
    await this.again(placement);
  }

  async choose(variant: string, provider: string, code: PlacementChoice['code'] = 'policy') {
    await this.again(this.wish({ variant, provider, code, reason: `The test wants ${variant}.` }));
  }

  wish(choice: PlacementChoice | null, policy: Partial<PlacementPolicy> = {}): PlacementWish {
    this.number += 1;
    const { release, number } = this;
    return { release, number, choice, policy: PlacementPolicy.parse(policy) };
  }

  async again(placement?: PlacementWish): Promise<void> {
    const named = [...this.bundles.values()].find(({ digest }) => digest === this.release);
    const install = { shadowWindows: 2, trialWindows: 2 };
    const wish = this.rig.releases.wish(this.sequence, named ?? null, { install });
    await this.rig.desire(wish, placement);
  }

  async placed(fits: (placement: PlacementReport) => boolean): Promise<PlacementReport> {
    const stream = await this.rig.reported(
      ({ placement }) => placement !== null && fits(placement),
    );
    if (stream.placement === null) throw new Error('it was asked for');
    return stream.placement;
  }

  /** As they are told when a provider has been tried. */
  async capabilities(tried: string): Promise<Reported['capabilities']> {
    const { message } = await this.rig.broker.message(
      'reported',
      ({ capabilities: { providers, unusableProviders } }) =>
        providers.includes(tried) ||
        unusableProviders.some(({ provider, why }) => provider === tried && !why.includes('tried')),
    );
    return message.capabilities;
  }

  async unusable(name: string, words: RegExp): Promise<void> {
    await this.rig.broker.message('reported', ({ capabilities: { unusableProviders } }) =>
      unusableProviders.some(({ provider, why }) => provider === name && words.test(why)),
    );
  }

  /** When so many pairs have proved usable. */
  profiled(count: number): Promise<PlacementReport> {
    return this.placed(
      ({ profiles, release }) =>
        release === this.release && profiles.filter((one) => one.usable === 'yes').length === count,
    );
  }

  runs(variant: string, provider: string): Promise<PlacementReport> {
    return this.placed(
      ({ running }) => running?.variant === variant && running.provider === provider,
    );
  }
}
