import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Doing, Job, JobReply } from '@lookout/shared/profile/timing-job';
import { LatencyError } from './latency-error.ts';

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
 * @throws LatencyError `model`, `crashed`, `timeout`, naming the model
 */
export async function runInProcess(
  job: Job,
  { stepTimeoutMs, child: module = ownChild }: { stepTimeoutMs: number; child?: ChildModule },
): Promise<JobReply> {
  const { promise, resolve, reject } = Promise.withResolvers<JobReply>();
  const child = fork(module.path, [], {
    serialization: 'advanced',
    execArgv: [...module.execArgv],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let doing: Doing = { kind: 'doing', model: null, what: 'starting' };
  const subject = () => `${doing.model ?? modelsOf(job)}: ${doing.what}`;
  const timer = setTimeout(
    () => reject(new LatencyError('timeout', `${subject()} took more than ${stepTimeoutMs} ms`)),
    stepTimeoutMs,
  );
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2_000);
  });
  const crashed = (how: string) =>
    reject(
      new LatencyError('crashed', `${subject()} ended the process (${how})${lastLine(stderr)}`),
    );
  child.on('error', (error) => crashed(error.message));
  child.on('close', (code, signal) => crashed(signal ?? `exit code ${code}`));
  child.on('message', (reply: JobReply) => {
    timer.refresh();
    if (reply.kind === 'doing') doing = reply;
    else if (reply.kind === 'failed') reject(refusal(reply));
    else resolve(reply);
  });
  child.send(job, (error) => error && crashed(error.message));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

const refusal = ({ model, message }: { model: string; message: string }): LatencyError =>
  new LatencyError('model', message.startsWith(model) ? message : `${model}: ${message}`);

const modelsOf = (job: Job): string =>
  job.kind === 'memory' ? job.model.name : job.models.map(({ name }) => name).join(', ');

function lastLine(stderr: string): string {
  const line = stderr.split('\n').findLast((one) => one.trim() !== '');
  return line === undefined ? '' : `: ${line.trim().slice(0, 200)}`;
}
