import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PacedModel, PacedReply, PacedRequest, PacedRun } from './paced-child.ts';

/** Models that run in turns in a process of their own, as the agent's inference process is one. */
export class PacedRuns implements AsyncDisposable {
  readonly #child: ChildProcess;
  #runs: PacedRun[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static open(models: readonly PacedModel[], pauseMs: number): Promise<PacedRuns> {
    const child = fork(fileURLToPath(new URL('paced-child.ts', import.meta.url)));
    const paced = new PacedRuns(child);
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the models' process ended (${code})`)));
      child.on('message', (reply: PacedReply) => {
        if (reply.kind === 'opened') resolve(paced);
        else paced.#runs.push(...reply.runs);
      });
      paced.#ask({ kind: 'open', models, pauseMs });
    });
  }

  /** @returns the runs since it was last asked */
  take(): PacedRun[] {
    const runs = this.#runs;
    this.#runs = [];
    return runs;
  }

  turn(isOn: boolean): void {
    this.#ask({ kind: 'run', isOn });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.disconnect();
    await ended;
  }

  #ask(request: PacedRequest): void {
    this.#child.send(request);
  }
}
