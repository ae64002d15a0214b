import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface AgentProcessOptions {
  /** The agent's command, started with this process's Node. */
  readonly bin: string;
  readonly configFile: string;
  readonly logFile: string;
}

const firstRestartMs = 1_000;
const longestRestartMs = 60_000;
/** An agent that lived so long was well: the next restart begins with the short delay again. */
const stableAfterMs = 60_000;
const stopWithinMs = 10_000;

/**
 * Keeps one demonstration agent running. The IPC channel is its lifeline: when this process dies, whatever
 * the reason, the agent sees the channel close and stops, so that no orphan holds its outbox.
 */
export class AgentProcess {
  private child: ChildProcess | null = null;
  private stopping = false;
  private restartMs = firstRestartMs;
  private restartTimer: NodeJS.Timeout | null = null;

  constructor(private readonly options: AgentProcessOptions) {}

  start(): void {
    const startedAt = performance.now();
    const log = openSync(this.options.logFile, 'a');
    const child = fork(this.options.bin, ['run', '--config', this.options.configFile], {
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.child = child;
    child.once('error', () => child.kill());
    child.once('exit', () => {
      this.child = null;
      if (!this.stopping) this.restartLater(performance.now() - startedAt);
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.restartTimer !== null) clearTimeout(this.restartTimer);
    const { child } = this;
    if (child === null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const late = new AbortController();
    const killed = delay(stopWithinMs, undefined, { signal: late.signal })
      .then(() => child.kill('SIGKILL'))
      .catch(() => undefined);
    await exited;
    late.abort();
    await killed;
  }

  private restartLater(livedMs: number): void {
    if (livedMs > stableAfterMs) this.restartMs = firstRestartMs;
    this.restartTimer = setTimeout(() => this.start(), this.restartMs);
    this.restartMs = Math.min(2 * this.restartMs, longestRestartMs);
  }
}
