import type { StreamLoad } from '@lookout/shared/protocol/load';
import { percentile } from './percentiles.ts';

/** A detector that keeps up changes within a minute; older runs say nothing of the present load. */
const keptMs = 60_000;
const keptRuns = 512;

interface Run {
  readonly atMs: number;
  readonly latencyUs: number;
  readonly lagUs: number;
}

/** What runs on a stream. */
export type Runner = Pick<StreamLoad, 'variant' | 'provider'>;

/** The last runs of a stream's detector; they begin anew with another detector or provider. */
export class StreamLatency {
  private runs: Run[] = [];
  private runner: Runner = { variant: null, provider: null };

  add(runner: Runner, run: Run): void {
    const { variant, provider } = this.runner;
    if (runner.variant !== variant || runner.provider !== provider) this.runs = [];
    this.runner = runner;
    if (this.runs.length === keptRuns) this.runs.shift();
    this.runs.push(run);
  }

  /** @param nowMs on the clock of `atMs` */
  load(nowMs: number): Omit<StreamLoad, 'stream'> {
    this.runs = this.runs.filter(({ atMs }) => nowMs - atMs < keptMs);
    const latencies = this.runs.map(({ latencyUs }) => latencyUs);
    return {
      ...this.runner,
      p50Us: percentile(latencies, 0.5),
      p95Us: percentile(latencies, 0.95),
      lagP95Us: percentile(
        this.runs.map(({ lagUs }) => lagUs),
        0.95,
      ),
      windows: this.runs.length,
    };
  }
}
