import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signBytes } from '@lookout/shared/bundle/signature';
import type { ReleaseReport } from '@lookout/shared/protocol/release-phase';
import type { ReleaseWish } from '@lookout/shared/protocol/signed';
import { Assignment, type InstallRules } from '@lookout/shared/protocol/signed-documents';
import { sourceExecArgv } from '../../test/support/source-process.ts';
import type { ToyBundle } from '../../test/support/toy-bundle.ts';
import type { ChildModule } from './detect/inference-process.ts';
import { ownSlot } from './model/install/install-state.ts';
import { FetchFailed, type ReleaseFiles, type ReleaseParts } from './release-parts.ts';

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
  /** Fetches do not end before it is opened. */
  private gate: Promise<void> = Promise.resolve();
  open: () => void = () => {};

  constructor(private readonly folder: string) {}

  publish(bundle: ToyBundle): void {
    this.published.set(bundle.digest, bundle);
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
    return {
      files: this.files,
      trust: { learnKeys: () => {}, judge: (_, wish) => believe(wish) },
      sweep: async (pinned) => {
        for (const digest of await this.stored())
          if (!pinned.has(digest)) rmSync(join(this.store, digest), { recursive: true });
      },
    };
  }

  private get store(): string {
    return join(this.folder, 'bundles');
  }

  private readonly files: ReleaseFiles = {
    fetch: async (_, { bundle }, began, signal) => {
      const found = this.published.get(bundle);
      if (existsSync(join(this.store, bundle))) return;
      began();
      await Promise.race([
        this.gate,
        new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })),
      ]);
      if (signal.aborted) return;
      if (found === undefined)
        throw new FetchFailed({ code: 'unavailable', text: 'the hub does not have it' });
      cpSync(found.folder, join(this.store, bundle), { recursive: true });
    },
    folderOf: (bundle) => join(this.store, bundle),
    progress: (_, { bundle }) => {
      const haveBytes = existsSync(join(this.store, bundle)) ? 1000 : 0;
      return { haveBytes, totalBytes: 1000 };
    },
  };
}

function believe({ assignment, hold }: ReleaseWish) {
  const said = Assignment.parse(JSON.parse(Buffer.from(assignment.bytes, 'base64').toString()));
  const { sequence, release, variant, revert, install: rules } = said;
  const target =
    release === null
      ? ownSlot
      : ({ kind: 'release', release, bundle: release, variant: variant ?? '' } as const);
  return { believed: { sequence, release, variant, target, revert, rules, hold } };
}

export type { ReleaseReport };
