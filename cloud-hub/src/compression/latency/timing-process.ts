import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JobWatch } from '@lookout/shared/profile/job-watch';
import {
  type Doing,
  type Failed,
  type Job,
  type JobResult,
  subjectOf,
} from '@lookout/shared/profile/timing-job';

export interface ChildModule {
  readonly path: string;
  readonly execArgv: readonly string[];
}

const extension = extname(fileURLToPath(import.meta.url));
/** `.js` in a build; where Node runs the sources, it runs the child's as they stand too. */
export const ownChild: ChildModule = {
  path: fileURLToPath(new URL(`./timing-child${extension}`, import.meta.url)),
  execArgv:
    extension === '.ts'
      ? ['--experimental-transform-types', '--conditions=source', '--no-warnings']
      : [],
};

/**
 * Does one job in a process of its own and ends the process, whatever happens.
 * @param stepTimeoutMs longest silence: loading a model, its first run, a turn of all models
 * @throws ProfileError `model`, `crashed`, `timeout`, naming the model
 */
export async function runInProcess(
  job: Job,
  { stepTimeoutMs, child: module = ownChild }: { stepTimeoutMs: number; child?: ChildModule },
): Promise<JobResult> {
  const { promise, resolve, reject } = Promise.withResolvers<JobResult>();
  const watch = new JobWatch(subjectOf(job));
  const child = fork(module.path, [], {
    serialization: 'advanced',
    execArgv: [...module.execArgv],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const timer = setTimeout(() => reject(watch.silent(stepTimeoutMs)), stepTimeoutMs);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2_000);
  });
  const ended = (how: string) => reject(watch.ended(how, stderr));
  child.on('error', (error) => ended(error.message));
  child.on('close', (code, signal) => ended(signal ?? `exit code ${code}`));
  child.on('message', (reply: Doing | Failed | JobResult) => {
    timer.refresh();
    try {
      const result = watch.heard<JobResult>(reply);
      if (result !== null) resolve(result);
    } catch (error) {
      reject(error);
    }
  });
  child.send(job, (error) => error && ended(error.message));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}
