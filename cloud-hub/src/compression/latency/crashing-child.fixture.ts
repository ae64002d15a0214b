import type { Doing, Job } from '@lookout/shared/profile/timing-job';

// A process that measures, up to the model whose name asks for trouble.

const say = (reply: Doing): Promise<void> =>
  new Promise((resolve) => process.send?.(reply, () => resolve()));

process.once('message', async (job: Job) => {
  for (const { name } of job.kind === 'time' ? job.models : [job.model]) {
    await say({ kind: 'doing', model: name, what: 'loading' });
    if (name === 'dies') process.kill(process.pid, 'SIGKILL');
    if (name === 'aborts') process.abort();
    if (name === 'hangs') return;
  }
});
process.on('disconnect', () => process.exit(0));
