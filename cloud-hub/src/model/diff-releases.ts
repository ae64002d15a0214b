import { windowInWords } from '@lookout/shared/protocol/input-in-words';
import type { ReleaseDiff, VariantDiff } from '@lookout/shared/protocol/release-diff';
import type { ReleaseManifest, ReleaseVariant } from '@lookout/shared/protocol/signed-documents';

/** A release with its id, which its manifest cannot hold. */
export interface NamedRelease {
  readonly id: string;
  readonly manifest: ReleaseManifest;
}

/** What `b` is, seen from `a`. */
export function diffReleases(a: NamedRelease, b: NamedRelease): ReleaseDiff {
  const [from, to] = [a.manifest, b.manifest];
  return {
    from: { id: a.id, model: from.model, version: from.version },
    to: { id: b.id, model: to.model, version: to.version },
    input: {
      window: [windowInWords(from.input), windowInWords(to.input)],
      periodMs: [from.input.periodMs, to.input.periodMs],
      ...channelsOf(from.input.channels, to.input.channels),
    },
    variants: variantsOf(from.variants, to.variants),
    lineage: {
      follows: to.lineage.parent === a.id,
      job: [from.lineage.job, to.lineage.job],
      stages: [from.lineage.stages, to.lineage.stages],
      dataAdded: without(to.lineage.data, from.lineage.data, ({ sha256 }) => sha256),
      dataRemoved: without(from.lineage.data, to.lineage.data, ({ sha256 }) => sha256),
    },
  };
}

type Channel = ReleaseManifest['input']['channels'][number];

function channelsOf(from: readonly Channel[], to: readonly Channel[]) {
  const added = without(to, from, ({ name }) => name);
  const removed = without(from, to, ({ name }) => name);
  const pairs = from.flatMap((own) => {
    const other = to.find(({ name }) => name === own.name);
    return other === undefined ? [] : [{ own, other }];
  });
  const inOldOrder = pairs.map(({ own }) => own.name);
  const inNewOrder = to.map(({ name }) => name).filter((name) => inOldOrder.includes(name));
  return {
    channelsAdded: added,
    channelsRemoved: removed,
    unitsChanged: pairs
      .filter(({ own, other }) => own.unit !== other.unit)
      .map(({ own, other }) => ({ name: own.name, unit: both(own.unit, other.unit) })),
    channelsReordered: inOldOrder.some((name, i) => name !== inNewOrder[i]),
  };
}

function variantsOf(from: readonly ReleaseVariant[], to: readonly ReleaseVariant[]): VariantDiff[] {
  const names = [...new Set([...from, ...to].map(({ name }) => name))];
  return names.map((name) => {
    const find = (all: readonly ReleaseVariant[]) => all.find((one) => one.name === name) ?? null;
    return variantOf(name, find(from), find(to));
  });
}

function variantOf(
  name: string,
  from: ReleaseVariant | null,
  to: ReleaseVariant | null,
): VariantDiff {
  const each = <T>(of: (variant: ReleaseVariant) => T) => both(from && of(from), to && of(to));
  return {
    name,
    change: changeOf(from, to),
    bundle: each(({ bundle }) => bundle),
    sizeBytes: each(({ files }) =>
      Object.values(files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    ),
    providers: each(({ providers }) => providers),
    thresholds: each(({ thresholds }) => thresholds),
    evaluation: each(({ evaluation }) => evaluation),
  };
}

function changeOf(from: ReleaseVariant | null, to: ReleaseVariant | null): VariantDiff['change'] {
  if (from === null) return 'added';
  if (to === null) return 'removed';
  return from.bundle === to.bundle ? 'same' : 'changed';
}

const both = <T>(from: T, to: T): [T, T] => [from, to];

const without = <T>(all: readonly T[], others: readonly T[], keyOf: (one: T) => string): T[] => {
  const keys = new Set(others.map(keyOf));
  return all.filter((one) => !keys.has(keyOf(one)));
};
