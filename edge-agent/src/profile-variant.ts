import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { ProfileError } from '@lookout/shared/profile/profile-error';
import { defaultRoundLimits } from '@lookout/shared/profile/rounds';
import type { JobModel } from '@lookout/shared/profile/timing-job';
import { notMetered, type VariantProfile } from '@lookout/shared/protocol/placement';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { type CheckedProvider, checkProvider } from './check-provider.ts';
import { type ProfileTools, runProfileJob } from './detect/profile/profile-process.ts';
import { meterPower, type PowerMeter } from './metered-power.ts';
import { bare, patient, withOneNode } from './one-node.ts';
import { openProfiled } from './profiled-bundle.ts';

export interface ProfileOptions extends ProfileTools {
  /** At most so long for the runs that are timed. */
  readonly timedMs: number;
  readonly now: () => number;
  /** Of a process with ONNX Runtime and no detector, see `bareMemory`. */
  readonly bareBytes: () => Promise<number>;
  readonly meter: PowerMeter;
  readonly signal: AbortSignal;
  /** Resolves when the machine has become idle: true, or when it was waited for long enough. */
  readonly idle: () => Promise<boolean>;
}

const threads = 1;
/**
 * A stream has a window now and then: what lies asleep in between takes the first 0.2 ms to come back, which
 * a run straight after another does not show (14 µs instead of 250 for the smallest network).
 */
const paced = { pauseMs: 20, maxRunsPerVisit: 1 };
const seed = 1;

/**
 * Holds a variant to its golden windows on a provider of this device, proves by the runtime's own record
 * where its nodes run, and times it one window at a time; each in a process of its own.
 * @throws `signal.reason` when it was aborted
 */
export async function profileVariant(
  { name: variant, bundle, evaluation }: ReleaseVariant,
  folder: string,
  provider: string,
  options: ProfileOptions,
): Promise<VariantProfile> {
  const about = { variant, bundle, provider, auroc: evaluation?.auroc ?? null };
  const idle = await options.idle();
  const unusable = (usable: VariantProfile['usable'], detail: string): VariantProfile => ({
    ...{ ...about, ...noFigures, idle, measuredAt: options.now(), usable },
    detail: detail.slice(0, 256),
  });
  try {
    const opened = await openProfiled(folder);
    const check = await checkProvider(opened, provider, patient(provider, options));
    const usable = outcomes[check.outcome];
    if (usable !== 'yes') return unusable(usable, bare(check.detail, opened.job.name));
    const measured = await measure(opened.job, provider, patient(provider, options));
    // On a busy machine the board's power is that of others' work.
    const power = idle
      ? await meterPower(opened.job, provider, options.meter, patient(provider, options))
      : notMetered;
    return {
      ...{ ...about, idle, measuredAt: options.now(), usable, ...measured, ...power },
      firstRunUs: us(check.firstRunMs),
      detail: detailOf(check).slice(0, 256),
    };
  } catch (error) {
    if (!(error instanceof ProfileError) && !(error instanceof BundleError)) throw error;
    return unusable('failed', bare(error.message, folder));
  }
}

const noFigures = {
  ...{ p50Us: null, p95Us: null, firstRunUs: null, peakMemoryBytes: null },
  ...notMetered,
};

/** Of what could not even be measured. */
export const failedProfile = (
  { name: variant, bundle, evaluation }: ReleaseVariant,
  provider: string,
  why: string,
  now: number,
): VariantProfile => ({
  ...{ variant, bundle, provider, measuredAt: now, idle: false, usable: 'failed', ...noFigures },
  ...{ detail: why.slice(0, 256), auroc: evaluation?.auroc ?? null },
});

const outcomes = {
  ok: 'yes',
  disagrees: 'wrongScore',
  fellBack: 'fellBack',
  unusable: 'failed',
} as const satisfies Record<CheckedProvider['outcome'], VariantProfile['usable']>;

/** Figures are in fields of their own: in words where it ran. */
function detailOf({ nodes, provider, detail }: CheckedProvider): string {
  const all = Object.values(nodes).reduce((sum, count) => sum + count, 0);
  return nodes[provider] === all ? `all ${all} nodes on ${provider}; ${detail}` : detail;
}

/** @throws ProfileError, `signal.reason` */
async function measure(model: JobModel, provider: string, options: ProfileOptions) {
  const limits = { ...defaultRoundLimits, ...paced, maxMs: options.timedMs, maxRounds: 100_000 };
  const setting = { provider, threads, seed };
  const { timings, rssBytes } = await runProfileJob(
    { kind: 'time', ...setting, models: [model], batches: [1], limits },
    'timed',
    options,
  );
  const [timing] = timings;
  return {
    p50Us: us(timing?.p50Ms ?? null),
    p95Us: us(timing?.p95Ms ?? null),
    // With all that a GPU's driver takes for its first model.
    peakMemoryBytes: Math.round(Math.max(0, rssBytes - (await options.bareBytes()))),
  };
}

/** Resident memory of a process that runs a graph of one node on the CPU. @throws ProfileError */
export const bareMemory = (tools: ProfileTools): Promise<number> =>
  withOneNode(async (model) => {
    const job = { kind: 'memory', provider: 'cpu', threads, seed, model, batch: 1 } as const;
    return (await runProfileJob(job, 'peak', tools)).rssBytes;
  });

const us = (ms: number | null): number | null => (ms === null ? null : Math.max(1, ms * 1000));
