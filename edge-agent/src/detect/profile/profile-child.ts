import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { largestRun } from '@lookout/shared/detector/run-limit';
import { valuesOf } from '@lookout/shared/detector/window-size';
import { engineSession, peakRssIn } from '@lookout/shared/profile/engine-session';
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
import type { BatchScores } from '../child-protocol.ts';
import { loadRuntime, providersOf, type Runtime } from '../runtime.ts';
import { runSession } from '../session.ts';
import { sessionOptions } from '../session-options.ts';
import { meteredRuns } from './metered-runs.ts';
import type { CheckJob, ProbeJob, ProfileJob, ProfileResult } from './profile-jobs.ts';

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
    return engineSession(session, ({ data, shape }) => new runtime.Tensor('float32', data, shape));
  },
  now: () => performance.now(),
  pause: (ms) => pause(ms),
  peakRssBytes() {
    try {
      const bytes = peakRssIn(readFileSync('/proc/self/status', 'utf8'));
      if (bytes !== null) return bytes;
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
  const step = largestRun(job.size) * valuesOf(job.size);
  const runs: BatchScores[] = [];
  let firstRunMs = 0;
  for (let from = 0; from < job.windows.length; from += step) {
    runs.push(await runSession(runtime, session, job, job.windows.slice(from, from + step)));
    if (from === 0) firstRunMs = performance.now() - startedAt;
  }
  session.endProfiling();
  const all = (of: (run: BatchScores) => Float32Array) =>
    Float32Array.from(runs.flatMap((run) => [...of(run)]));
  return {
    kind: 'checked',
    score: all(({ score }) => score),
    channelError: all(({ channelError }) => channelError),
    latentKl: all(({ latentKl }) => latentKl),
    nodes: recordedIn(job.folder),
    firstRunMs,
  };
}

async function probe(runtime: Runtime, job: ProbeJob): Promise<ProfileResult> {
  const record = { enableProfiling: true, profileFilePrefix: join(job.folder, 'run') };
  const session = await open(runtime, job.model, job, record);
  await session.run({ x: new runtime.Tensor('float32', Float32Array.of(1), [1, 1]) });
  session.endProfiling();
  return { kind: 'probed', nodes: recordedIn(job.folder) };
}

function recordedIn(folder: string): Record<string, number> {
  const [file] = readdirSync(folder).filter((name) => name.startsWith('run'));
  return placementOf(
    file === undefined ? [] : JSON.parse(readFileSync(join(folder, file), 'utf8')),
  );
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
    case 'probe': {
      const [model, what] = [job.model.name, job.kind === 'check' ? 'its golden windows' : 'a run'];
      await say({ kind: 'doing', model, what });
      const done = job.kind === 'check' ? check(runtime, job) : probe(runtime, job);
      return done.catch(failedOn(job.model));
    }
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
