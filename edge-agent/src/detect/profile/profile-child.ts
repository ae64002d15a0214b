import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import { runSession, sessionOptions } from '../session.ts';
import type { CheckJob, ProfileJob, ProfileResult } from './profile-jobs.ts';

// The process that measures. It opens models as the inference process does, and does one job in its life:
// what a model takes of memory, or a crash of a driver, goes with it.

const errorsOnly = 3;

/**
 * With the CPU to fall back on, as a device that must go on would: a provider that this build does not have
 * is then dropped without a word, and only the record of a run tells.
 */
function open(
  { path }: JobModel,
  { provider, threads }: JobSetting,
  more: InferenceSession.SessionOptions = {},
): Promise<InferenceSession> {
  return InferenceSession.create(path, {
    ...sessionOptions,
    executionProviders: [...new Set([provider, 'cpu'])],
    intraOpNumThreads: threads,
    logSeverityLevel: errorsOnly,
    ...more,
  });
}

const engine: Engine = {
  async open(model, on) {
    const session = await open(model, on);
    return {
      inputs: session.inputMetadata.map((input) => ({
        name: input.name,
        type: input.isTensor ? input.type : 'no tensor',
        shape: input.isTensor ? input.shape : [],
      })),
      prepare(feeds) {
        const tensors = Object.fromEntries(
          feeds.map(({ name, shape, data }) => [name, new Tensor('float32', data, shape)]),
        );
        return () => session.run(tensors);
      },
    };
  },
  now: () => performance.now(),
  peakRssBytes() {
    try {
      const [, kiB] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
      if (kiB !== undefined) return Number(kiB) * 1024;
    } catch {
      // No Linux: what is resident now comes close, for nothing was let go.
    }
    return process.memoryUsage.rss();
  },
};

async function check(job: CheckJob): Promise<ProfileResult> {
  const record = { enableProfiling: true, profileFilePrefix: join(job.folder, 'run') };
  const session = await open(job.model, job, record);
  const { windowLength, channels, latent } = job;
  const detector = { path: job.model.path, digest: '', sha256: '', windowLength, channels, latent };
  const { score, channelError, latentKl } = await runSession(session, detector, job.windows);
  session.endProfiling();
  const [file] = readdirSync(job.folder).filter((name) => name.startsWith('run'));
  const events: unknown =
    file === undefined ? [] : JSON.parse(readFileSync(join(job.folder, file), 'utf8'));
  return { kind: 'checked', score, channelError, latentKl, nodes: placementOf(events) };
}

async function answer(job: ProfileJob): Promise<ProfileResult | Failed> {
  switch (job.kind) {
    case 'describe':
      return {
        kind: 'described',
        providers: listSupportedBackends().map(({ name }) => name),
        ortVersion: env.versions.node ?? env.versions.common,
      };
    case 'check':
      await say({ kind: 'doing', model: job.model.name, what: 'its golden windows' });
      return check(job).catch((error: unknown) => ({
        kind: 'failed',
        model: job.model.name,
        message: messageOf(error),
      }));
    default:
      return runJob(job, engine, say);
  }
}

const say = (reply: Doing | Failed | ProfileResult): Promise<void> =>
  new Promise((resolve) => process.send?.(reply, () => resolve()));

process.once('message', (job: ProfileJob) => {
  answer(job)
    .then(say)
    .then(() => process.exit(0));
});
// The channel closes with the command, however it ends.
process.on('disconnect', () => process.exit(0));
