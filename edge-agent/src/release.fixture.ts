import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { signBytes } from '@lookout/shared/bundle/signature';
import type { ReleaseWish } from '@lookout/shared/protocol/signed';
import {
  Assignment,
  type InstallRules,
  type ReleaseManifest,
  type ReleaseVariant,
} from '@lookout/shared/protocol/signed-documents';
import { sourceExecArgv } from '../../test/support/source-process.ts';
import type { ToyBundle } from '../../test/support/toy-bundle.ts';
import type { ChildModule } from './detect/inference-process.ts';
import type { DeliveryHooks } from './model/fetch/delivery.ts';
import { FetchError } from './model/fetch/fetch-error.ts';
import { offerOf } from './model/install/install.fixture.ts';
import type { Believed } from './model/trust/verdict.ts';
import type { ReleaseParts } from './release-parts.ts';

/** Kills itself on the live windows of a bundle whose name is deadly; for the rest the real child. */
export const deadlyChild: ChildModule = {
  path: fileURLToPath(new URL('./deadly-child.fixture.ts', import.meta.url)),
  execArgv: sourceExecArgv,
};

export const easyRules: InstallRules = {
  ...{ shadowWindows: 5, trialWindows: 5, maxInstallMs: 60_000, minAgreement: 0.9 },
  ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
};

const { privateKey } = generateKeyPairSync('ed25519');

/** A hub that may say anything, and a store that copies folders: who is believed is tested elsewhere. */
export class ReleaseBench {
  private readonly published = new Map<string, ToyBundle>();
  private readonly manifests = new Map<string, ReleaseManifest>();
  /** Fetches do not end before it is opened. */
  private gate: Promise<void> = Promise.resolve();
  open: () => void = () => {};

  constructor(private readonly folder: string) {}

  publish(bundle: ToyBundle): void {
    this.published.set(bundle.digest, bundle);
  }

  /** A release is named by one of its bundles here; it has these variants. */
  signed(release: string, variants: readonly ReleaseVariant[]): void {
    this.manifests.set(release, {
      ...{ format: 1, kind: 'release', model: 'press', version: '1', note: '', createdAt: 1 },
      ...{ expiresAt: Date.UTC(2100), variants: [...variants] },
      input: { kind: 'series', windowLength: 4, periodMs: 100, channels: [] },
      lineage: { parent: null, job: null, stages: [], data: [] },
    });
  }

  close(): void {
    this.gate = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  /** Bundles that the device holds. */
  async stored(): Promise<readonly string[]> {
    return existsSync(this.store) ? await readdir(this.store) : [];
  }

  wish(
    sequence: number,
    bundle: ToyBundle | null,
    { hold = false, revert = false, install = {} as Partial<InstallRules> } = {},
  ): ReleaseWish {
    const assignment: Assignment = {
      ...{ format: 1, kind: 'assignment', device: 'press-1', stream: 'press', sequence },
      ...{ issuedAt: 1, expiresAt: Date.UTC(2100), rollout: null, revert },
      // Here a release has one bundle, and its name.
      ...{ release: bundle?.digest ?? null, variant: bundle === null ? null : 'cpu-fp32' },
      install: { ...easyRules, ...install },
    };
    const signed = signBytes(Buffer.from(JSON.stringify(assignment)), [privateKey]);
    return { assignment: signed, release: null, hold };
  }

  get parts(): ReleaseParts {
    const { bundles } = this;
    const judge = (wish: ReleaseWish) => ({ believed: this.believe(wish) });
    const fetch: ReleaseParts['delivery']['fetch'] = (variant, hooks) => this.fetch(variant, hooks);
    return { bundles, trust: { hear: () => {}, judge }, delivery: { fetch } };
  }

  private get store(): string {
    return join(this.folder, 'bundles');
  }

  private readonly bundles: ReleaseParts['bundles'] = {
    folderOf: (bundle) => {
      const folder = join(this.store, bundle);
      return existsSync(folder) ? folder : null;
    },
    importFolder: (folder) => Promise.reject(new Error(`${folder}: nobody asks for it`)),
    discard: async (bundle) => rmSync(join(this.store, bundle), { recursive: true, force: true }),
    collect: async (keep, fetching) => {
      const kept = new Set([...keep, ...fetching.map(({ bundle }) => bundle)]);
      for (const digest of await this.stored())
        if (!kept.has(digest)) rmSync(join(this.store, digest), { recursive: true });
    },
  };

  private async fetch({ bundle }: ReleaseVariant, { signal, onProgress }: DeliveryHooks) {
    const folder = join(this.store, bundle);
    if (existsSync(folder)) return folder;
    onProgress(1, 400);
    const aborted = new Promise((resolve) =>
      signal.addEventListener('abort', resolve, { once: true }),
    );
    await Promise.race([this.gate, aborted]);
    signal.throwIfAborted();
    const found = this.published.get(bundle);
    if (found === undefined) throw new FetchError('unavailable', 'the hub does not have it');
    cpSync(found.folder, folder, { recursive: true });
    return folder;
  }

  private believe({ assignment: { bytes } }: ReleaseWish): Believed {
    const assignment = Assignment.parse(JSON.parse(Buffer.from(bytes, 'base64').toString()));
    const { release: releaseId } = assignment;
    const release = this.manifests.get(releaseId ?? '') ?? null;
    const named = release?.variants.find(({ bundle }) => bundle === releaseId);
    return {
      ...{ assignment, assignmentId: sha256Hex(Buffer.from(bytes)), releaseId, release },
      variant: releaseId === null ? null : (named ?? offerOf(releaseId)),
    };
  }
}

/** A bundle whose model does not say what its golden windows say. */
export function spoilGolden(
  rig: { published(name: string): ToyBundle; readonly releases: ReleaseBench },
  name: string,
): ToyBundle {
  const bundle = rig.published(name);
  const golden = JSON.parse(readFileSync(join(bundle.folder, 'golden.json'), 'utf8'));
  golden.windows[1].score += 1;
  const bytes = Buffer.from(JSON.stringify(golden));
  const files = {
    ...bundle.manifest.files,
    'golden.json': { sha256: sha256Hex(bytes), sizeBytes: bytes.length },
  };
  const manifest = Buffer.from(JSON.stringify({ ...bundle.manifest, files }));
  writeFileSync(join(bundle.folder, 'golden.json'), bytes);
  writeFileSync(join(bundle.folder, 'manifest.json'), manifest);
  const spoilt = { ...bundle, digest: sha256Hex(manifest) };
  rig.releases.publish(spoilt);
  return spoilt;
}
