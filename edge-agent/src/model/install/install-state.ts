import { Name, Sha256, TimeMs } from '@lookout/shared/protocol/names';
import {
  InstallFigures,
  ReleasePhase,
  ReleaseReason,
} from '@lookout/shared/protocol/release-phase';
import { InstallRules, ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { z } from 'zod';

/** A bundle that a stream can run: one of a release, in the store, or the one of the device's own file. */
export const Slot = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('own') }),
  z.object({
    kind: z.literal('release'),
    release: Sha256,
    bundle: Sha256,
    variant: z.string().max(64),
    /** Those that the variant may run on, the best first. */
    providers: z.array(z.string().max(32)).min(1).max(16).default(['cpu']),
  }),
]);
export type Slot = z.infer<typeof Slot>;
export const ownSlot: Slot = { kind: 'own' };

/** The last assignment that was heard, and how far it has come. */
export const Install = z.object({
  sequence: z.int().min(0),
  /** As the assignment says it; the target is null while it is not believed. */
  release: Sha256.nullable(),
  variant: z.string().max(64).nullable(),
  target: Slot.nullable(),
  /** Its files, for a download that goes on after a restart; null for the device's own bundle. */
  offer: ReleaseVariant.nullable(),
  revert: z.boolean(),
  rules: InstallRules.nullable(),
  phase: ReleasePhase,
  since: TimeMs,
  held: z.boolean(),
  reason: ReleaseReason.nullable(),
  figures: InstallFigures.nullable(),
  /** Windows that the new one has judged alone. */
  judged: z.int().min(0),
  /** Windows that the old one scored and the new one did not, or that the new one failed on. */
  missed: z.int().min(0),
  /** Starts of the agent, and deaths of the inference process, while the new one was being tried. */
  boots: z.int().min(0),
  deaths: z.int().min(0),
  /** How long it was being tried, ms: by a clock that is never set, and not while the device was off. */
  spentMs: z.number().min(0),
  /** Committed, and not yet trusted: crashes still count until it has judged its first windows. */
  settling: z.boolean().default(false),
});
export type Install = z.infer<typeof Install>;

/** Everything that a stream's releases leave on disk. Whatever happens, `good` can be run. */
export const InstallState = z.object({
  format: z.literal(1),
  stream: Name,
  /** Of the newest assignment that was believed: an older one is never taken. */
  sequence: z.int().min(0),
  /** The last one that was committed. */
  good: Slot,
  /** What was good before: it stays on disk, so that going back needs no download. */
  previous: Slot.nullable(),
  install: Install.nullable(),
});
export type InstallState = z.infer<typeof InstallState>;

export const nothingInstalled = (stream: string): InstallState => ({
  ...{ format: 1, stream, sequence: 0, good: ownSlot, previous: null, install: null },
});

export const isSameSlot = (a: Slot, b: Slot): boolean =>
  a.kind === 'own' || b.kind === 'own' ? a.kind === b.kind : a.bundle === b.bundle;

/** Digests of the bundles that must not be deleted. */
export function pinnedBundles({ good, previous, install }: InstallState): readonly string[] {
  const slots = [good, previous, install !== null && isUnderWay(install) ? install.target : null];
  return slots.flatMap((slot) => (slot?.kind === 'release' ? [slot.bundle] : []));
}

const triedPhases: ReadonlySet<ReleasePhase> = new Set(['SELF_TEST', 'SHADOW', 'TRIAL']);
/** Is the new bundle in the inference process? */
export const isTried = ({ phase }: Install): boolean => triedPhases.has(phase);

const startedPhases: ReadonlySet<ReleasePhase> = new Set([
  ...['OFFERED', 'DOWNLOADING', 'VERIFIED'].map((phase) => ReleasePhase.parse(phase)),
  ...triedPhases,
]);
export const isUnderWay = ({ phase }: Install): boolean => startedPhases.has(phase);
