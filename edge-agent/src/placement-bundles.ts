import type { Slot } from './model/install/install-state.ts';
import { type Kept, type Pair, pinnedBy, variantOf } from './model/placement/placement-state.ts';
import type { Bundles } from './model/store/bundles.ts';
import type { ReadyBundle, Runnable } from './stream-setup.ts';

/** A loaded bundle, as far as it has to be known here. */
interface Ready {
  readonly bundle: Pick<ReadyBundle['bundle'], 'digest'>;
  readonly provider: Pick<ReadyBundle['provider'], 'provider'>;
}

interface NamedBundle {
  readonly name: string;
  readonly bundle: string;
}

/** Which variant a bundle of a stream is, and where it lies. */
export class PlacementBundles {
  constructor(
    private readonly bundles: Pick<Bundles, 'folderOf'>,
    private readonly kept: () => Kept,
  ) {}

  folderOf({ bundle }: { readonly bundle: string }): string {
    // Whoever opens a folder that is not there says so.
    return this.bundles.folderOf(bundle) ?? `bundle ${bundle}`;
  }

  /** Those that are whole on this disk, of the ones that must stay. */
  held(): readonly string[] {
    return pinnedBy(this.kept()).filter((bundle) => this.bundles.folderOf(bundle) !== null);
  }

  /** Null: it is none of the committed release. */
  pairOf({ bundle, provider }: Ready, good: Slot): Pair | null {
    const named = this.named(good).find((one) => one.bundle === bundle.digest);
    return named === undefined ? null : { variant: named.name, provider: provider.provider };
  }

  /** The same of what a stream is to start with. */
  intendedPair({ folder, providers }: Runnable, good: Slot): Pair | null {
    const [provider = 'cpu'] = providers;
    const named = this.named(good).find(({ bundle }) => this.folderOf({ bundle }) === folder);
    return named === undefined ? null : { variant: named.name, provider };
  }

  /** What a start has to take to run the choice that is kept; null: there is none for what is committed. */
  chosen(good: Slot): Runnable | null {
    const { release, running } = this.kept();
    const isCurrent = good.kind === 'release' && good.release === release;
    const variant = running && variantOf(this.kept(), running.variant);
    if (!isCurrent || running === null || !variant) return null;
    const folder = this.bundles.folderOf(variant.bundle);
    return folder === null ? null : { folder, providers: [running.provider] };
  }

  /** Bundles of the committed release. */
  private named(good: Slot): readonly NamedBundle[] {
    if (good.kind === 'own') return [];
    const { release, variants } = this.kept();
    const others = release === good.release ? variants : [];
    return [{ name: good.variant, bundle: good.bundle }, ...others];
  }
}
