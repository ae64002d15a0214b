import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** One turn of a job, as the queue knows it. */
export interface Turn {
  readonly id: string;
  readonly retryCount: number;
}

export interface BeatSettings {
  readonly connectionString: string;
  readonly schema: string;
  readonly queue: string;
  readonly everyMs: number;
  /** So long may the thread that does the job stand still; then it counts as hung, and the beat ends. */
  readonly stillMs: number;
}

/** To the thread: whose beat it is, null for nobody's; each message also says that the job's thread lives. */
export interface BeatMessage {
  readonly turn: Turn | null;
}

const extension = extname(fileURLToPath(import.meta.url));
const thread = new URL(`./beat-thread${extension}`, import.meta.url);

/**
 * Keeps telling the queue that a job is in good hands, from a thread of its own: parsing a large file or
 * judging many windows holds the job's thread for longer than the queue would wait.
 */
export class Heartbeats {
  private readonly worker: Worker;
  private readonly timer: NodeJS.Timeout;
  private turn: Turn | null = null;

  constructor(settings: BeatSettings, onError: (error: Error) => void) {
    this.worker = new Worker(thread, { workerData: settings });
    this.worker.on('error', onError);
    this.worker.unref();
    this.timer = setInterval(() => this.tell(), settings.everyMs);
    this.timer.unref();
  }

  begin(turn: Turn): void {
    this.turn = turn;
    this.tell();
  }

  end(): void {
    this.turn = null;
    this.tell();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.worker.terminate();
  }

  private tell(): void {
    this.worker.postMessage({ turn: this.turn } satisfies BeatMessage);
  }
}
