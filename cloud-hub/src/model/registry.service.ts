import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { checkSignature, readPublicKey } from '@lookout/shared/bundle/signature';
import type {
  ReleaseDraft,
  ReleaseSummary,
  SignatureUpload,
} from '@lookout/shared/protocol/registry';
import type { ReleaseDiff } from '@lookout/shared/protocol/release-diff';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import {
  type KeyList,
  ReleaseManifest,
  type ReleaseVariant,
} from '@lookout/shared/protocol/signed-documents';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { Problem } from '../http/problem.ts';
import { BundleService } from './bundle.service.ts';
import { composeRelease } from './compose-release.ts';
import { diffReleases } from './diff-releases.ts';
import { KeyService } from './keys/key.service.ts';
import { ReleaseRepository, type ReleaseRow } from './release.repository.ts';
import { ReleaseUses } from './release-uses.ts';

/** A release as devices are given it. */
export interface Release {
  readonly id: string;
  readonly state: ReleaseSummary['state'];
  readonly manifest: ReleaseManifest;
  readonly document: SignedDocument;
}

/** Models → releases → variants. A release's manifest is written once and never changes. */
@Injectable()
export class RegistryService {
  constructor(
    private readonly releases: ReleaseRepository,
    private readonly bundles: BundleService,
    private readonly keys: KeyService,
    private readonly uses: ReleaseUses,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** @throws Problem 400 noSuchBundle, noSuchParent and those of composeRelease; 409 versionTaken */
  async create(draft: ReleaseDraft, by: string): Promise<ReleaseSummary> {
    if (draft.parent !== null && (await this.releases.find(draft.parent)) === null)
      throw new Problem(400, 'noSuchParent', `There is no release ${draft.parent} to follow.`);
    const facts = await this.bundles.facts(draft.variants.map(({ bundle }) => bundle));
    const parent = draft.parent ?? (await this.releases.newestOf(draft.model));
    const manifest = composeRelease(
      draft,
      (id) => {
        const found = facts.get(id);
        if (found === undefined) throw noSuchBundle(id);
        return found;
      },
      parent,
      this.now(),
    );
    const bytes = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
    const id = sha256Hex(bytes);
    const outcome = await this.releases.add({ id, bytes, manifest, createdBy: by });
    if (outcome === 'noBundle') throw noSuchBundle(draft.variants[0]?.bundle ?? '');
    if (outcome === 'taken')
      throw Problem.conflict(
        'versionTaken',
        `There is a release ${draft.model} ${draft.version}, and a release never changes.`,
        'Choose another version.',
      );
    return this.get(id);
  }

  /** The newest first. */
  async list(): Promise<ReleaseSummary[]> {
    const [rows, list] = [await this.releases.list(), await this.keys.current()];
    const uses = await this.uses.find(rows.map(({ id }) => id));
    return rows.map((row) => summaryOf(row, list, uses.get(row.id)?.streams ?? 0));
  }

  /** @throws Problem 404 notFound */
  async get(id: string): Promise<ReleaseSummary> {
    const row = await this.row(id);
    const uses = await this.uses.find([id]);
    return summaryOf(row, await this.keys.current(), uses.get(id)?.streams ?? 0);
  }

  /** By id, the beginning of one, or `model@version`. @throws Problem 404 notFound, 409 ambiguous */
  async resolve(text: string): Promise<ReleaseSummary> {
    const [id, ...others] = await this.releases.findIds(text);
    if (id === undefined) throw Problem.notFound(`release "${text}"`);
    if (others.length > 0)
      throw Problem.conflict(
        'ambiguous',
        `Several releases begin with "${text}".`,
        'Type more of it.',
      );
    return this.get(id);
  }

  /** With its signatures, those by keys that hold now first. @throws Problem 404 notFound */
  async release(id: string): Promise<Release> {
    const row = await this.row(id);
    const list = await this.keys.current();
    const { state, manifest } = summaryOf(row, list, 0);
    const holds = (keyId: string) => (isReleaseKey(list, keyId) ? 0 : 1);
    const signatures = row.signatures
      .map(({ keyId, signature }) => ({ keyId, signature }))
      .sort((a, b) => holds(a.keyId) - holds(b.keyId))
      .slice(0, 8);
    return {
      id,
      state,
      manifest,
      document: { bytes: row.manifest.toString('base64'), signatures },
    };
  }

  /** @throws Problem 404 notFound */
  async variantsOf(id: string): Promise<readonly ReleaseVariant[]> {
    return manifestOf(await this.row(id)).variants;
  }

  /** What it says of itself. @throws Problem 404 notFound */
  async content(id: string): Promise<ReleaseManifest> {
    return manifestOf(await this.row(id));
  }

  /** The bytes that are signed. @throws Problem 404 notFound */
  async manifest(id: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const row = await this.row(id);
    const { model, version } = manifestOf(row);
    return { name: `${model}-${version}`, bytes: row.manifest };
  }

  /** What the second is, seen from the first. @throws Problem 404 notFound */
  async diff(a: string, b: string): Promise<ReleaseDiff> {
    const named = async (id: string) => ({ id, manifest: manifestOf(await this.row(id)) });
    return diffReleases(await named(a), await named(b));
  }

  /** A file of any bundle; null: there is none of this SHA-256. */
  file(sha256: string): Promise<Uint8Array | null> {
    return this.bundles.file(sha256);
  }

  /** @throws Problem 404 notFound; 409 noKeyList; 400 expired, unknownKey, badSignature */
  async sign(id: string, { signatures }: SignatureUpload, by: string): Promise<ReleaseSummary> {
    const row = await this.row(id);
    const list = await this.keys.current();
    if (list === null) throw noKeyList();
    const { model, version, expiresAt } = manifestOf(row);
    if (expiresAt <= this.now())
      throw new Problem(
        400,
        'expired',
        `${model} ${version} expired on ${new Date(expiresAt).toISOString().slice(0, 10)}: no device would take it.`,
        'Make a new release of the same bundles.',
      );
    for (const signature of signatures) requireGood(row, signature, list);
    await this.releases.sign(id, signatures, this.now(), by);
    return this.get(id);
  }

  /** @throws Problem 404 notFound, 409 releaseInUse */
  async remove(id: string): Promise<void> {
    const use = (await this.uses.find([id])).get(id);
    const outcome = use?.what == null ? await this.releases.remove(id) : 'used';
    if (outcome === 'missing') throw Problem.notFound('release of this id');
    if (outcome === 'used')
      throw Problem.conflict(
        'releaseInUse',
        `This release is needed by ${use?.what ?? 'a rollout or an assignment'}.`,
        'Roll another release out to those streams, and end rollouts that name it, first.',
      );
  }

  private async row(id: string): Promise<ReleaseRow> {
    const row = await this.releases.find(id);
    if (row === null) throw Problem.notFound('release of this id');
    return row;
  }
}

const manifestOf = ({ manifest }: ReleaseRow): ReleaseManifest =>
  ReleaseManifest.parse(JSON.parse(manifest.toString('utf8')));

const isReleaseKey = (list: KeyList | null, keyId: string): boolean =>
  list?.releaseKeys.some(({ id }) => id === keyId) ?? false;

/** Signed is what a device would believe: a key that was taken off the list does not count any more. */
function summaryOf(row: ReleaseRow, list: KeyList | null, inUse: number): ReleaseSummary {
  const valid = row.signatures.filter(({ keyId }) => isReleaseKey(list, keyId));
  return {
    id: row.id,
    state: valid.length > 0 ? 'signed' : 'draft',
    manifest: manifestOf(row),
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    signedAt: valid[0]?.signedAt ?? null,
    signedBy: row.signatures.map(({ keyId }) => keyId),
    inUse,
  };
}

function requireGood(
  { manifest }: ReleaseRow,
  signature: SignatureUpload['signatures'][number],
  list: KeyList,
): void {
  const keys = list.releaseKeys.map(({ publicKey }) => readPublicKey(publicKey));
  const document = { bytes: manifest.toString('base64'), signatures: [signature] };
  const shortId = signature.keyId.slice(0, 12);
  switch (checkSignature(document, keys)) {
    case 'good':
      return;
    case 'badSignature':
    case 'unsigned':
      throw new Problem(
        400,
        'badSignature',
        `The signature of the key ${shortId}… is not over the bytes of this release.`,
        'Fetch the manifest again and sign exactly that file.',
      );
    case 'unknownKey':
      throw new Problem(
        400,
        'unknownKey',
        `The key ${shortId}… is no release key of the key list, version ${list.version}.`,
        'Sign with one of those that `lookout keys show` names, or publish a list that names it.',
      );
  }
}

const noSuchBundle = (id: string): Problem =>
  new Problem(400, 'noSuchBundle', `There is no bundle ${id} in the registry.`, 'Upload it first.');

export const noKeyList = (): Problem =>
  Problem.conflict(
    'noKeyList',
    'The hub has no key list yet, so no device would believe any release.',
    '`lookout keys init` makes keys and publishes the first list.',
  );
