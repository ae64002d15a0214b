import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ready, Reply, Request } from './child-protocol.ts';

/** `child.js` in a build, `child.ts` where Node runs the sources. */
const ownChild = fileURLToPath(
  new URL(`./child${extname(fileURLToPath(import.meta.url))}`, import.meta.url),
);

export interface ChildModule {
  readonly path: string;
  readonly execArgv?: readonly string[];
  /** In place of the agent's own environment. */
  readonly env?: NodeJS.ProcessEnv;
}

export const defaultChild: ChildModule = { path: ownChild, execArgv: [] };

/** Killed, a process is gone within milliseconds; one that hangs in a GPU's driver may never go. */
const goneWithinMs = 2_000;

/** Why a process ended, in words, with the last that it wrote to stderr. */
export type Ended = (how: string) => void;

/** One life of the inference process. It takes one request at a time. */
export class InferenceProcess {
  private readonly child: ChildProcess;
  private answer: ((reply: Reply) => void) | null = null;
  private stderrTail = '';
  private killedBecause: string | null = null;
  private hasEnded = false;
  private timer: NodeJS.Timeout | null = null;
  private abandoning: NodeJS.Timeout | null = null;

  /**
   * @param runtime folder of another build of ONNX Runtime than our own
   * @param leaveAfterMs one that was killed and is not gone counts as ended
   */
  constructor(
    module: ChildModule,
    runtime: string | null,
    private readonly on: {
      ready(backends: readonly string[]): void;
      ended: Ended;
      /** No answer came in time: for whoever does not wait for its end, which comes all the same. */
      late?: Ended;
    },
    private readonly leaveAfterMs = goneWithinMs,
  ) {
    this.child = fork(module.path, runtime === null ? [] : [runtime], {
      ...(module.env === undefined ? {} : { env: module.env }),
      serialization: 'advanced',
      execArgv: [...(module.execArgv ?? [])],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderrTail = (this.stderrTail + text).slice(-2_000);
    });
    this.child.on('message', (message: Ready | Reply) => this.receive(message));
    this.child.on('error', (error) => this.end(error.message));
    this.child.once('exit', (code, signal) => this.end(signal ?? `exit code ${code}`));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Kills the process when no answer comes in time: a run cannot be interrupted. */
  request(request: Request, timeoutMs: number, answer: (reply: Reply) => void): void {
    this.answer = answer;
    this.timer = setTimeout(() => {
      // Where our own loop was held up, the answer lies there unread: it is read first.
      setImmediate(() => {
        if (this.answer === answer) this.giveUp(`no answer within ${timeoutMs} ms`);
      });
    }, timeoutMs);
    this.child.send(request);
  }

  private giveUp(because: string): void {
    this.kill(because);
    this.on.late?.(because);
  }

  kill(because: string): void {
    this.killedBecause ??= because;
    this.child.kill('SIGKILL');
    this.abandoning ??= setTimeout(() => this.abandon(because), this.leaveAfterMs);
  }

  /** Whoever waits for its end must not wait for ever; nor does the agent for it, when it ends itself. */
  private abandon(because: string): void {
    this.killedBecause = `${because}, and it cannot be killed`;
    this.child.unref();
    this.child.channel?.unref();
    this.end('');
  }

  private receive(message: Ready | Reply): void {
    if (this.hasEnded) return;
    if (message.kind === 'ready') {
      this.on.ready(message.backends);
      return;
    }
    if (this.timer !== null) clearTimeout(this.timer);
    const { answer } = this;
    this.answer = null;
    answer?.(message);
  }

  private end(how: string): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.abandoning !== null) clearTimeout(this.abandoning);
    const reason = this.killedBecause ?? how;
    const said = lastWords(this.stderrTail);
    this.on.ended(said === '' ? reason : `${reason}: ${said}`);
  }
}

/** The line of a crash report that names the error, else the last one. */
function lastWords(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const error = lines.find((line) => /^[\w.]*Error\b/.test(line));
  return (error ?? lines.findLast((line) => line !== '') ?? '').slice(0, 200);
}
