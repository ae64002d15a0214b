import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fullJitterMs } from '@lookout/shared/protocol/back-off';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { type ChildCommand, WORKER_COMMAND } from '../../config/child-command.ts';

const restartLimits = { firstMs: 2_000, mostMs: 60_000 };
/** One that lived so long was no failed start. */
const steadyAfterMs = 60_000;
/** Longer than a worker takes to give its job back. */
const stopWithinMs = 25_000;

/** The hub's own workers: processes, because training holds its thread, and memory, for itself. */
@Injectable()
export class WorkerProcesses implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(WorkerProcesses.name);
  private readonly stopping = new AbortController();
  private readonly children = new Set<ChildProcess>();

  constructor(@Inject(WORKER_COMMAND) private readonly command: ChildCommand) {}

  onApplicationBootstrap(): void {
    for (let i = 0; i < this.command.count; i++) void this.keepOne();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all([...this.children].map((child) => this.end(child)));
  }

  private async keepOne(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted; ) {
      const startedAt = performance.now();
      const how = await this.run();
      if (this.stopping.signal.aborted) return;
      failures = performance.now() - startedAt > steadyAfterMs ? 0 : failures + 1;
      const waitMs = fullJitterMs(failures, Math.random(), restartLimits);
      this.log.warn(`a worker ended (${how}); the next begins in ${Math.ceil(waitMs / 1000)} s`);
      await delay(waitMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** How it ended. */
  private async run(): Promise<string> {
    const { path, args, env } = this.command;
    const child = spawn(path, args, {
      env: { ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.children.add(child);
    try {
      const [code, signal] = await once(child, 'exit');
      return String(code ?? signal);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      this.children.delete(child);
    }
  }

  private async end(child: ChildProcess): Promise<void> {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await ended.catch(() => undefined);
    clearTimeout(timer);
  }
}
