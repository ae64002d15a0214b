import type { Manifest } from '@lookout/shared/bundle/manifest';
import { windowInWords } from '@lookout/shared/protocol/input-in-words';
import type { ReleaseDraft } from '@lookout/shared/protocol/registry';
import { ReleaseManifest, type ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { Problem } from '../http/problem.ts';
import type { Evaluation } from './bundle.repository.ts';
import { providersOf } from './providers-of.ts';

const dayMs = 86_400_000;
/** Where the draft says nothing: long enough for a fleet that is out of reach for a season. */
const usualLifeMs = 365 * dayMs;

/** A bundle of the registry, as a variant is made of it. */
export interface BundleFacts {
  readonly id: string;
  readonly manifest: Manifest;
  readonly manifestSizeBytes: number;
  /** The job that made it, and how that measured it. */
  readonly job: string | null;
  readonly evaluation: Evaluation;
}

/**
 * The document that is to be signed.
 * @param bundleOf the bundles that the draft names
 * @param parent the release that it follows; null: none
 * @throws Problem 400 twiceNamed, expired; 409 unlikeVariants
 */
export function composeRelease(
  draft: ReleaseDraft,
  bundleOf: (id: string) => BundleFacts,
  parent: string | null,
  now: number,
): ReleaseManifest {
  requireNamedOnce(draft.variants.map(({ name }) => name));
  const variants = draft.variants.map(({ name, bundle, evaluation }) => ({
    name,
    facts: bundleOf(bundle),
    evaluation,
  }));
  const expiresAt = draft.expiresAt ?? now + usualLifeMs;
  if (expiresAt <= now)
    throw new Problem(
      400,
      'expired',
      'The release would have expired before it is made.',
      'Give a later time, or none: then it is a year.',
    );
  return ReleaseManifest.parse({
    format: 1,
    kind: 'release',
    ...{ model: draft.model, version: draft.version, note: draft.note },
    ...{ createdAt: now, expiresAt },
    input: commonInput(variants.map(({ name, facts }) => ({ name, manifest: facts.manifest }))),
    variants: variants.map(({ name, facts, evaluation }) =>
      variantOf(name, facts, evaluation ?? facts.evaluation),
    ),
    lineage: lineageOf(
      variants.map(({ facts }) => facts),
      parent,
      draft.job,
    ),
  });
}

function variantOf(name: string, facts: BundleFacts, evaluation: Evaluation): ReleaseVariant {
  const { files, calibration } = facts.manifest;
  const { raiseLevel, clearLevel, falseAlarmRate, alarmsPerDay = null } = calibration;
  return {
    name,
    bundle: facts.id,
    files: { 'manifest.json': { sha256: facts.id, sizeBytes: facts.manifestSizeBytes }, ...files },
    providers: [...providersOf(name)],
    thresholds: { raiseLevel, clearLevel, falseAlarmRate, alarmsPerDay },
    evaluation,
  };
}

/** A device may be given any of the variants, so what it is given must fit all of them. */
function commonInput(
  variants: readonly { readonly name: string; readonly manifest: Manifest }[],
): ReleaseManifest['input'] {
  const inputs = variants.map(({ name, manifest: { input } }) => ({
    name,
    input,
    window: windowInWords(input),
    periodMs: input.periodMs,
    channels: input.channels.map(({ name: channel, unit }) => ({ name: channel, unit })),
  }));
  const [first, ...others] = inputs;
  if (first === undefined) throw new Problem(400, 'badRequest', 'A release needs a variant.');
  for (const other of others) {
    const [own, its] = [channelsInWords(first.channels), channelsInWords(other.channels)];
    if (first.window !== other.window)
      throw unlike(first.name, other.name, '', first.window, other.window);
    if (first.periodMs !== other.periodMs)
      throw unlike(
        first.name,
        other.name,
        'period ',
        `${first.periodMs} ms`,
        `${other.periodMs} ms`,
      );
    if (own !== its) throw unlike(first.name, other.name, 'channels ', own, its);
  }
  const { input, periodMs, channels } = first;
  if (input.kind === 'series')
    return { kind: 'series', windowLength: input.windowLength, periodMs, channels };
  return { kind: 'image', height: input.height, width: input.width, periodMs, channels };
}

const channelsInWords = (channels: readonly { name: string; unit: string | null }[]): string =>
  channels.map(({ name, unit }) => (unit === null ? name : `${name} [${unit}]`)).join(', ');

const unlike = (a: string, b: string, what: string, own: string, its: string): Problem =>
  Problem.conflict(
    'unlikeVariants',
    `The variants ${a} and ${b} do not take the same: ${what}${own} and ${its}.`,
    'All variants of a release must be forms of one detector; make a release of each.',
  );

function requireNamedOnce(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new Problem(400, 'twiceNamed', `There are two variants ${twice}.`, 'Name each one once.');
}

const mostStages = 32;
const mostData = 256;

function lineageOf(
  bundles: readonly BundleFacts[],
  parent: string | null,
  job: string | null,
): ReleaseManifest['lineage'] {
  const provenances = bundles.map(({ manifest }) => manifest.provenance);
  const stages = new Set(provenances.flatMap(({ parent: made }) => made?.stages ?? []));
  const data = new Map(
    provenances.flatMap((own) =>
      own.data.map(({ file, sha256 }) => [sha256, { file: file.slice(-256), sha256 }] as const),
    ),
  );
  return {
    parent,
    job: job ?? bundles.find((bundle) => bundle.job !== null)?.job ?? null,
    stages: [...stages].slice(0, mostStages),
    data: [...data.values()].slice(0, mostData),
  };
}
