import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FrameSize } from '@lookout/shared/frame/image';
import type { Clock } from '../clock.ts';
import { SourceError } from '../source-error.ts';
import type { FrameRead } from './read-frame.ts';

/** To the thread; it answers each with a `FrameRead`. Null: it is to end. */
export interface ReadRequest {
  readonly path: string;
  readonly size: FrameSize;
}

export interface ThreadModule {
  readonly url: URL;
  readonly execArgv: readonly string[];
}

/** Built, it is `.js`; where Node runs the sources it takes those of the shared package too. */
const ending = extname(fileURLToPath(import.meta.url));
const ownThread: ThreadModule = {
  url: new URL(`./frame-thread${ending}`, import.meta.url),
  execArgv: ending === '.ts' ? ['--conditions=source', '--no-warnings'] : [],
};

/** `deadly`: the thread ended while it had this picture; another one is started for the next. */
export type ReadOutcome =
  | Exclude<FrameRead, { readonly kind: 'noDecoder' }>
  | { readonly kind: 'deadly'; readonly why: string };

export interface FrameReaderOptions {
  /** Of the detector. */
  readonly size: FrameSize;
  readonly clock: Clock;
  /** Ends what is being waited for. */
  readonly signal: AbortSignal;
  readonly thread?: ThreadModule;
  /** The pause before the n-th thread since the last answer, n from 0. */
  readonly restartDelayMs?: (n: number) => number;
  /** A picture that takes longer ends the thread. */
  readonly answersWithinMs?: number;
  /** After `stop`: a picture that is being read is read to its end, torn off its memory never comes back. */
  readonly leavesWithinMs?: number;
  /** No thread stays: so it has been for two of them. */
  interrupted(why: string): void;
  /** After `interrupted`: one has answered. */
  recovered(): void;
}

const defaults = {
  thread: ownThread,
  restartDelayMs: (n: number) => Math.min(30_000, 500 * 2 ** n),
  // More than the library is given for it.
  answersWithinMs: 30_000,
  leavesWithinMs: 5_000,
};

/** Pixels lie outside of this: what else it takes is a few MB. */
const resourceLimits = { maxOldGenerationSizeMb: 128 };

/**
 * Reads pictures in a thread of the source's own: a large one holds up no other camera, two cameras use two
 * cores, and the thread leaves with its source. What ends the thread costs one picture.
 */
export class FrameReader {
  private readonly options: FrameReaderOptions & typeof defaults;
  private thread: Worker | null = null;
  private answer: ((outcome: FrameRead | ReadOutcome) => void) | null = null;
  /** Threads that ended since the last answer. */
  private deaths = 0;
  private isInterrupted = false;
  /** Of the thread's end, where it is known before. */
  private why: string | null = null;

  constructor(options: FrameReaderOptions) {
    this.options = { ...defaults, ...options };
    options.signal.addEventListener('abort', () => this.settle({ kind: 'gone' }), { once: true });
  }

  /**
   * One picture at a time; after `abort` it is `gone`.
   * @throws SourceError `noDecoder`
   */
  async read(path: string): Promise<ReadOutcome> {
    const { clock, signal, size, restartDelayMs } = this.options;
    if (this.thread === null && this.deaths > 0)
      await clock.wait(restartDelayMs(this.deaths - 1), signal);
    if (signal.aborted) return { kind: 'gone' };
    const thread = this.thread ?? this.begin();
    const outcome = await this.ask(thread, { path, size });
    if (outcome.kind === 'noDecoder') throw new SourceError('noDecoder', 'stopped', outcome.why);
    return outcome;
  }

  private async ask(thread: Worker, request: ReadRequest): Promise<FrameRead | ReadOutcome> {
    const { answersWithinMs } = this.options;
    const timer = setTimeout(() => {
      this.why = `no answer within ${answersWithinMs} ms`;
      void thread.terminate();
    }, answersWithinMs);
    try {
      return await new Promise((resolve) => {
        this.answer = resolve;
        thread.postMessage(request);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves when the thread is gone; after `abort`. */
  async stop(): Promise<void> {
    const { thread } = this;
    if (thread === null) return;
    const left = new Promise((resolve) => thread.once('exit', resolve));
    thread.postMessage(null);
    const timer = setTimeout(() => void thread.terminate(), this.options.leavesWithinMs);
    await left;
    clearTimeout(timer);
  }

  private begin(): Worker {
    const { url, execArgv } = this.options.thread;
    const thread = new Worker(url, { execArgv: [...execArgv], resourceLimits });
    this.why = null;
    thread.on('message', (read: FrameRead) => this.answered(read));
    thread.on('error', (error: unknown) => {
      const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
      this.why ??= line ?? null;
    });
    thread.once('exit', (code) => this.ended(this.why ?? `exit code ${code}`));
    this.thread = thread;
    return thread;
  }

  private answered(read: FrameRead): void {
    this.deaths = 0;
    if (this.isInterrupted && !this.options.signal.aborted) this.options.recovered();
    this.isInterrupted = false;
    this.settle(read);
  }

  private ended(how: string): void {
    this.thread = null;
    this.deaths += 1;
    const { signal, interrupted } = this.options;
    if (signal.aborted) return;
    const why = `the thread that decodes it ended: ${how}`;
    this.settle({ kind: 'deadly', why });
    if (this.deaths < 2 || this.isInterrupted) return;
    this.isInterrupted = true;
    interrupted(`the thread that decodes pictures ended ${this.deaths} times in a row: ${how}`);
  }

  private settle(outcome: FrameRead | ReadOutcome): void {
    const { answer } = this;
    this.answer = null;
    answer?.(outcome);
  }
}
