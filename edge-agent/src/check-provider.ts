import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sizeOf } from '@lookout/shared/detector/window-size';
import type { ProviderCheck } from '@lookout/shared/profile/latency-table';
import { judgePlacement } from '@lookout/shared/profile/node-placement';
import { ProfileError } from '@lookout/shared/profile/profile-error';
import { type ProfileTools, runProfileJob } from './detect/profile/profile-process.ts';
import { judgeSelfTest } from './model/self-test.ts';
import type { ProfiledBundle } from './profiled-bundle.ts';

export interface CheckedProvider extends ProviderCheck {
  /** From opening the file to the first scores; null where it did not come to any. */
  readonly firstRunMs: number | null;
}

/** Runs a bundle's golden windows on a provider once, in a process of its own. */
export async function checkProvider(
  { bundle, job, windows, facts }: ProfiledBundle,
  provider: string,
  tools: ProfileTools,
): Promise<CheckedProvider> {
  const { golden, manifest, digest } = bundle;
  const about = { name: facts.name, bundleId: digest, provider };
  const folder = await mkdtemp(join(tmpdir(), 'lookout-profile-'));
  try {
    const { latent } = manifest;
    const size = sizeOf(manifest.input);
    const checked = await runProfileJob(
      { kind: 'check', provider, threads: 1, model: job, folder, windows, size, latent },
      'checked',
      tools,
    );
    const part = (values: Float32Array, width: number, i: number) =>
      values.subarray(i * width, (i + 1) * width);
    const outputs = Array.from(checked.score, (score, i) => ({
      score,
      channelError: part(checked.channelError, size.channels, i),
      latentKl: part(checked.latentKl, latent, i),
    }));
    const test = judgeSelfTest(golden, outputs, provider);
    const { fellBack, words } = judgePlacement(provider, checked.nodes);
    const outcome = fellBack ? 'fellBack' : test.ok ? 'ok' : 'disagrees';
    const detail = words === null ? test.detail : `${words}; ${test.detail}`;
    const { firstRunMs } = checked;
    return { ...about, outcome, detail, nodes: { ...checked.nodes }, firstRunMs };
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    const detail = error.message.slice(0, 1024);
    return { ...about, outcome: 'unusable', detail, nodes: {}, firstRunMs: null };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
