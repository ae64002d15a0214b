import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface RunningProgram {
  readonly pid: number;
  /** Sends the signal and waits for the end; does nothing when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** What it has written to stderr so far. */
  log(): string;
  /** Resolves when what it writes from now on matches. */
  writes(pattern: RegExp): Promise<void>;
}

export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** It is ready when a line of its stderr matches. */
  readonly ready: RegExp;
  readonly withinMs?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a program and waits for its ready line. @throws Error with its log when it ends or stays silent. */
export async function startProgram(options: ProgramOptions): Promise<RunningProgram> {
  const { command, args, ready, withinMs = 30_000, uid, gid, cwd, env } = options;
  const child = spawn(command, args, { uid, gid, cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  // The test process may be killed by its runner: no broker or database outlives it then.
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  void ended.then(() => process.off('exit', abandon));

  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  try {
    await readyOrThrow(child, ready, withinMs, () => log);
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw error;
  }
  return {
    pid: child.pid ?? -1,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
    signal: (signal) => void child.kill(signal),
    log: () => log,
    writes: (pattern) => {
      const from = log.length;
      return new Promise((resolve) => {
        child.stderr.on('data', () => pattern.test(log.slice(from)) && resolve());
      });
    },
  };
}

function readyOrThrow(
  child: ChildProcessByStdio<null, null, Readable>,
  ready: RegExp,
  withinMs: number,
  log: () => string,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const name = child.spawnfile;
  const timer = setTimeout(
    () => reject(new Error(`${name} was not ready within ${withinMs} ms:\n${log()}`)),
    withinMs,
  );
  child.stderr.on('data', () => ready.test(log()) && resolve());
  child.once('error', (error) => reject(new Error(`${name}: ${error.message}`)));
  child.once('exit', (code, signal) =>
    reject(new Error(`${name}: ended (${code ?? signal}):\n${log()}`)),
  );
  return promise.finally(() => clearTimeout(timer));
}
