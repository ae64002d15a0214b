import { Name, Sha256, TimeMs } from '@lookout/shared/protocol/names';
import {
  PlacementChoice,
  PlacementReport,
  type PlacementWish,
  ProviderName,
  SwitchReport,
  VariantProfile,
} from '@lookout/shared/protocol/placement';
import { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { z } from 'zod';

/** A variant on a provider. */
export const Pair = z.object({ variant: z.string().max(64), provider: ProviderName });
export type Pair = z.infer<typeof Pair>;

const Variants = z.array(ReleaseVariant).max(16);

/** What of a stream's placement is on the disk. Whatever happens, what was committed can be run. */
export const Kept = z.object({
  format: z.literal(1),
  stream: Name,
  /** Of the manifest that was believed last; its release may not be committed yet. */
  offered: z.object({ release: Sha256, variants: Variants }).nullable(),
  /** What is committed; null: the bundle of the device's own file, beside which there is nothing. */
  release: Sha256.nullable(),
  /** The variant that was committed, which runs while nothing else was chosen. */
  installed: z.string().max(64).nullable(),
  variants: Variants,
  profiles: z.array(VariantProfile).max(256),
  /** What is to run; null: what was committed. */
  running: PlacementChoice.nullable(),
  by: PlacementReport.shape.by,
  since: TimeMs,
  /** Of the hub's last choice that was followed or overruled: only a newer one is followed. */
  number: z.int().min(0),
  lastSwitch: SwitchReport.nullable(),
  switchedAt: z.array(TimeMs).max(1024),
  /** What is being switched to, and starts of the agent that did not end in order with it. */
  trying: PlacementChoice.nullable(),
  boots: z.int().min(0),
});
export type Kept = z.infer<typeof Kept>;

/** One thing is done at a time. */
export type Doing =
  | { readonly kind: 'fetch'; readonly variant: string }
  | { readonly kind: 'profile'; readonly pair: Pair }
  | { readonly kind: 'switch'; readonly to: Pair };

/** A provider that was there and failed. */
export interface Lost {
  readonly provider: string;
  readonly attempts: number;
  /** When it is tried again, on the clock of `passedMs` ... */
  readonly dueMs: number;
  /** ... and for people, ms UTC. */
  readonly retryAt: number;
}

/** A provider as a graph of one node found it; `why` in words where it cannot be used. */
export interface Probed {
  readonly provider: string;
  readonly why: string | null;
  /** It took no node and said nothing: the CPU ran it. */
  readonly fellBack?: boolean;
}

/** The rest is found out anew at every start. */
export interface PlacementState {
  readonly kept: Kept;
  readonly wish: PlacementWish | null;
  /** Null: not known yet. */
  readonly providers: readonly Probed[] | null;
  /** Bundles that lie whole on the disk. */
  readonly held: readonly string[];
  readonly isInstalling: boolean;
  /** What was committed must judge its first windows before another takes its place. */
  readonly isSettling: boolean;
  /** What judges now, whoever decided it; null: nothing, or no bundle of this release. */
  readonly actual: Pair | null;
  /** The device's own choice, not carried out yet. */
  readonly guard: PlacementChoice | null;
  readonly doing: Doing | null;
  readonly lost: readonly Lost[];
  /** By variant: why it could not be had, and when it is asked for again, on the clock of `passedMs`. */
  readonly unfetched: Readonly<Record<string, { readonly why: string; readonly dueMs: number }>>;
  /** Asked for by hand. */
  readonly toProfile: readonly Pair[];
  /** How long the present choice has been running, ms. */
  readonly ranMs: number;
  /** What has passed since the start: a clock that is never set, by which is waited. */
  readonly passedMs: number;
  /** The time of day when that was last counted, ms UTC: tells by how much the clock was set. Null: never. */
  readonly passedAt: number | null;
}

export const nothingKept = (stream: string): Kept => ({
  ...{ format: 1, stream, offered: null, release: null, installed: null, variants: [] },
  ...{ profiles: [], running: null, by: 'install', since: 0, number: 0 },
  ...{ lastSwitch: null, switchedAt: [], trying: null, boots: 0 },
});

export const beginPlacement = (kept: Kept): PlacementState => ({
  ...{ kept, wish: null, providers: null, held: [], isInstalling: true, isSettling: false },
  ...{ actual: null, guard: null, doing: null, lost: [], unfetched: {}, toProfile: [], ranMs: 0 },
  ...{ passedMs: 0, passedAt: null },
});

export const isSamePair = (a: Pair, b: Pair): boolean =>
  a.variant === b.variant && a.provider === b.provider;

export const profileOf = ({ profiles }: Kept, pair: Pair): VariantProfile | undefined =>
  profiles.find((one) => isSamePair(one, pair));

export const variantOf = ({ variants }: Kept, name: string): ReleaseVariant | undefined =>
  variants.find((one) => one.name === name);

/** Every variant on every provider that it names and this device has, best first. */
export const pairsOf = ({ kept, providers }: PlacementState): readonly Pair[] =>
  kept.variants.flatMap(({ name, providers: named }) =>
    named
      .filter((provider) => providers?.some((one) => one.provider === provider))
      .map((provider) => ({ variant: name, provider })),
  );

/** Bundles that must stay on the disk, besides those of the install. */
export const pinnedBy = ({ variants, offered }: Kept): readonly string[] =>
  [...variants, ...(offered?.variants ?? [])].map(({ bundle }) => bundle);

/** With something else of what is kept. */
export const keep = (state: PlacementState, change: Partial<Kept>): PlacementState => ({
  ...state,
  kept: { ...state.kept, ...change },
});

/** As long as a reason may be. */
export const clip = (text: string): string => text.slice(0, 256);
