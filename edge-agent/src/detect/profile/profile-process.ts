import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JobWatch } from '@lookout/shared/profile/job-watch';
import { type Doing, type Failed, subjectOf } from '@lookout/shared/profile/timing-job';
import type { ChildModule } from '../inference-process.ts';
import type { ProfileJob, ProfileResult } from './profile-jobs.ts';

const extension = extname(fileURLToPath(import.meta.url));
export const profileChild: ChildModule = {
  path: fileURLToPath(new URL(`./profile-child${extension}`, import.meta.url)),
  execArgv: [],
};

/** Where and how measuring processes are run. */
export interface ProfileTools {
  readonly child: ChildModule;
  /** Longest silence: loading a model, its first run, a turn of all models. */
  readonly stepTimeoutMs: number;
  /** Folder of another build of ONNX Runtime; null: our own. */
  readonly runtime?: string | null;
  /** Gives it up. */
  readonly signal?: AbortSignal;
}

/**
 * Does one job in a process of its own and ends the process, whatever happens.
 * @throws ProfileError `model`, `crashed`, `timeout`, naming the model; `signal.reason` when it was aborted
 */
export async function runProfileJob<Kind extends ProfileResult['kind']>(
  job: ProfileJob,
  expected: Kind,
  { stepTimeoutMs, child: module, runtime = null, signal }: ProfileTools,
): Promise<Extract<ProfileResult, { kind: Kind }>> {
  const { promise, resolve, reject } =
    Promise.withResolvers<Extract<ProfileResult, { kind: Kind }>>();
  const watch = new JobWatch(nameOf(job));
  signal?.throwIfAborted();
  const child = fork(module.path, runtime === null ? [] : [runtime], {
    ...(module.env === undefined ? {} : { env: module.env }),
    serialization: 'advanced',
    execArgv: [...(module.execArgv ?? [])],
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
  child.on('message', (reply: Doing | Failed | ProfileResult) => {
    timer.refresh();
    try {
      const result = watch.heard<ProfileResult>(reply);
      if (result !== null && isKind(result, expected)) resolve(result);
    } catch (error) {
      reject(error);
    }
  });
  const abort = () => reject(signal?.reason);
  signal?.addEventListener('abort', abort);
  child.send(job, (error) => error && ended(error.message));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    child.kill('SIGKILL');
  }
}

const isKind = <Kind extends ProfileResult['kind']>(
  result: ProfileResult,
  kind: Kind,
): result is Extract<ProfileResult, { kind: Kind }> => result.kind === kind;

function nameOf(job: ProfileJob): string {
  if (job.kind === 'describe') return 'ONNX Runtime';
  const hasModel = job.kind === 'check' || job.kind === 'probe' || job.kind === 'metered';
  return hasModel ? job.model.name : subjectOf(job);
}
