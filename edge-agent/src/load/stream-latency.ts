import type { StreamLoad } from '@lookout/shared/protocol/load';
import { percentile } from './percentiles.ts';

/** What is told of the machine beside it is of as long: a run under an earlier load says nothing of this one. */
const toldMs = 10_000;
/** A slow stream is told by so many, p95 being one of them, but by none of before a minute ago. */
const leastRuns = 20;
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
    const recent = this.runs.filter(({ atMs }) => nowMs - atMs < toldMs).length;
    const told = this.runs.slice(-Math.max(recent, leastRuns));
    const percentileOf = (of: (run: Run) => number, q: number) => percentile(told.map(of), q);
    return {
      ...this.runner,
      p50Us: percentileOf(({ latencyUs }) => latencyUs, 0.5),
      p95Us: percentileOf(({ latencyUs }) => latencyUs, 0.95),
      lagP95Us: percentileOf(({ lagUs }) => lagUs, 0.95),
      windows: told.length,
    };
  }
}
