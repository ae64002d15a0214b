import { p95AtLeast } from '@lookout/shared/latency/p95-at-least';
import type { Verdict } from './detect/scored-window.ts';
import { LatencyWindow } from './load/percentiles.ts';
import type { Progress } from './model/install/happening.ts';

/** What a bundle made of a window. */
export interface Outcome {
  readonly verdict: Verdict;
  /** On which side of its own raise level; null when it was not scored. */
  readonly above: boolean | null;
}

/** Counts and measures a new bundle: first beside the old one, then alone. */
export class TrialTally {
  private windows = 0;
  private alike = 0;
  private oldAbove = 0;
  private newAbove = 0;
  private missed = 0;
  private judged = 0;
  private readonly oldLatency: LatencyWindow;
  private newLatency: LatencyWindow;

  /**
   * @param span windows that the percentiles are taken over
   * @param floorUs see `latencyFloorUs`
   */
  constructor(
    private readonly span: number,
    private readonly floorUs: number,
  ) {
    this.oldLatency = new LatencyWindow(span);
    this.newLatency = new LatencyWindow(span);
  }

  /** The same live window by both. */
  compare(old: Outcome, fresh: Outcome): void {
    if (old.verdict.kind !== 'scored') return;
    if (fresh.verdict.kind === 'failed' && fresh.verdict.code !== 'stopped') this.missed += 1;
    if (fresh.verdict.kind !== 'scored') return;
    this.windows += 1;
    if (old.above === fresh.above) this.alike += 1;
    if (old.above) this.oldAbove += 1;
    if (fresh.above) this.newAbove += 1;
    this.oldLatency.add(old.verdict.score.latencyUs);
    this.newLatency.add(fresh.verdict.score.latencyUs);
  }

  /** From here on only its latency alone counts. */
  beginTrial(): void {
    this.missed = 0;
    this.judged = 0;
    this.newLatency = new LatencyWindow(this.span);
  }

  judge({ verdict }: Outcome): void {
    if (verdict.kind === 'failed' && verdict.code !== 'stopped') this.missed += 1;
    if (verdict.kind !== 'scored') return;
    this.judged += 1;
    this.newLatency.add(verdict.score.latencyUs);
  }

  progress(memory: Pick<Progress['figures'], 'memoryBytes' | 'addedMemoryBytes'>): Progress {
    const { windows, oldAbove, newAbove, judged, missed } = this;
    return {
      judged,
      missed,
      figures: {
        ...{ windows, oldAbove, newAbove, ...memory },
        agreement: windows === 0 ? null : this.alike / windows,
        oldLatencyP95Us: this.oldLatency.percentile(0.95),
        newLatencyP95Us: this.newLatency.percentile(0.95),
        newLatencyLowUs: p95AtLeast(this.newLatency.all),
        latencyFloorUs: this.floorUs,
      },
    };
  }
}
