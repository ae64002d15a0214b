import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { engineSession, peakRssIn } from '@lookout/shared/profile/engine-session';
import {
  type Doing,
  type Engine,
  type Failed,
  type Job,
  type JobResult,
  runJob,
} from '@lookout/shared/profile/timing-job';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { sessionOptions } from '../session.ts';

// The process that measures, as a device would run the models: loaded by path, one at a time on one thread.
// A bad model may crash it or take any memory: that stays in here.

const engine: Engine = {
  async open({ path, sessionConfig }, { provider, threads }) {
    const options = sessionOptions(threads);
    const session = await InferenceSession.create(path, {
      ...options,
      executionProviders: [provider],
      extra: { session: { ...options.extra.session, ...sessionConfig } },
    });
    return engineSession(session, ({ data, shape }) => new Tensor('float32', data, shape));
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
};

const say = (reply: Doing | Failed | JobResult): Promise<void> =>
  new Promise((resolve) => process.send?.(reply, () => resolve()));

process.once('message', (job: Job) => {
  runJob(job, engine, say)
    .then(say)
    .then(() => process.exit(0));
});
// The channel closes with the hub, however it ends.
process.on('disconnect', () => process.exit(0));
