import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { placementOf } from '@lookout/shared/profile/node-placement';
import {
  type Doing,
  type Engine,
  type Failed,
  type JobModel,
  type JobSetting,
  messageOf,
  runJob,
} from '@lookout/shared/profile/timing-job';
import type { InferenceSession } from 'onnxruntime-node';
import { loadRuntime, providersOf, type Runtime } from '../runtime.ts';
import { runSession } from '../session.ts';
import { sessionOptions } from '../session-options.ts';
import { meteredRuns } from './metered-runs.ts';
import type { CheckJob, ProfileJob, ProfileResult } from './profile-jobs.ts';

// The process that measures. It opens models as the inference process does, and does one job in its life:
// what a model takes of memory, or a crash of a driver, goes with it.

/**
 * With the CPU to fall back on, as a device that must go on would: a provider that this build does not have
 * is then dropped without a word, and only the record of a run tells.
 */
function open(
  runtime: Runtime,
  { path }: JobModel,
  { provider, threads }: JobSetting,
  more: InferenceSession.SessionOptions = {},
): Promise<InferenceSession> {
  return runtime.InferenceSession.create(path, {
    ...sessionOptions(provider),
    executionProviders: [...new Set([provider, 'cpu'])],
    intraOpNumThreads: threads,
    ...more,
  });
}

const engineOf = (runtime: Runtime): Engine => ({
  async open(model, on) {
    const session = await open(runtime, model, on);
    return {
      inputs: session.inputMetadata.map((input) => ({
        name: input.name,
        type: input.isTensor ? input.type : 'no tensor',
        shape: input.isTensor ? input.shape : [],
      })),
      prepare(feeds) {
        const tensors = Object.fromEntries(
          feeds.map(({ name, shape, data }) => [name, new runtime.Tensor('float32', data, shape)]),
        );
        return () => session.run(tensors);
      },
    };
  },
  now: () => performance.now(),
  pause: (ms) => pause(ms),
  peakRssBytes() {
    try {
      const [, kiB] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
      if (kiB !== undefined) return Number(kiB) * 1024;
    } catch {
      // No Linux: what is resident now comes close, for nothing was let go.
    }
    return process.memoryUsage.rss();
  },
});

async function check(runtime: Runtime, job: CheckJob): Promise<ProfileResult> {
  const record = { enableProfiling: true, profileFilePrefix: join(job.folder, 'run') };
  const startedAt = performance.now();
  const session = await open(runtime, job.model, job, record);
  const { score, channelError, latentKl } = await runSession(runtime, session, job, job.windows);
  const firstRunMs = performance.now() - startedAt;
  session.endProfiling();
  const [file] = readdirSync(job.folder).filter((name) => name.startsWith('run'));
  const events: unknown =
    file === undefined ? [] : JSON.parse(readFileSync(join(job.folder, file), 'utf8'));
  return { kind: 'checked', score, channelError, latentKl, nodes: placementOf(events), firstRunMs };
}

async function answer(runtime: Runtime, job: ProfileJob): Promise<ProfileResult | Failed> {
  switch (job.kind) {
    case 'describe':
      return {
        kind: 'described',
        providers: providersOf(runtime),
        ortVersion: runtime.env.versions.node ?? runtime.env.versions.common,
      };
    case 'check':
      await say({ kind: 'doing', model: job.model.name, what: 'its golden windows' });
      return check(runtime, job).catch(failedOn(job.model));
    case 'metered':
      await say({ kind: 'doing', model: job.model.name, what: 'runs whose power is metered' });
      return meteredRuns(engineOf(runtime), job).catch(failedOn(job.model));
    default:
      return runJob(job, engineOf(runtime), say);
  }
}

const failedOn =
  ({ name }: JobModel) =>
  (error: unknown): Failed => ({ kind: 'failed', model: name, message: messageOf(error) });

const say = (reply: Doing | Failed | ProfileResult): Promise<void> =>
  new Promise((resolve) => process.send?.(reply, () => resolve()));

process.once('message', (job: ProfileJob) => {
  loadRuntime(process.argv[2])
    .then(
      (runtime) => answer(runtime, job),
      (error: unknown): Failed => ({
        ...{ kind: 'failed', model: 'ONNX Runtime', message: messageOf(error) },
      }),
    )
    .then(say)
    .then(() => process.exit(0));
});
// The channel closes with the command, however it ends.
process.on('disconnect', () => process.exit(0));
