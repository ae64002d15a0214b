import { rowsOf } from '@lookout/shared/detector/window-size';
import type { Judged } from './alert/stream-alerts.ts';
import type { Verdict } from './detect/scored-window.ts';
import type { StreamModel } from './stream-setup.ts';
import type { Outcome } from './trial-tally.ts';
import type { Window } from './window/window.ts';
import type { WindowStep } from './window/window-builder.ts';

/** Null when the window was not scored. */
export const isAbove = ({ statistic, level }: Judged): boolean | null =>
  statistic === null ? null : statistic > level;

/**
 * A bundle beside the one that judges: one that is being tried, whose alerts nobody hears, or the one
 * before, which gathers rows so that it can go on at once.
 */
export class SecondModel {
  private comparing: Promise<void> = Promise.resolve();
  /** And for the judging one, which must not be lost? */
  private isNeeded = true;
  private taken = 0;
  private waiting: (() => void) | null = null;

  constructor(
    readonly model: StreamModel,
    private readonly compare: ((old: Outcome, fresh: Outcome) => void) | null,
    /** Has the last row completed a window, for this one? */
    private isFilled: boolean,
    /** Do no rows come? */
    private isStale: boolean,
  ) {}

  /** Everything that was taken has been compared. */
  get settled(): Promise<void> {
    return this.comparing;
  }

  /**
   * One row.
   * @param first what it was to the judging bundle
   * @param judged what that one made of it
   */
  take(
    step: WindowStep,
    first: WindowStep,
    judged: Promise<Outcome | null>,
    score: (window: Window) => Promise<Verdict>,
  ): void {
    const { window } = step;
    if (window === null) return;
    if (step !== first) this.model.recentRows.push(window);
    this.isFilled = window.quality.scored;
    this.isNeeded = first.window?.quality.scored ?? this.isNeeded;
    this.taken += 1;
    this.isStale = false;
    if (this.compare !== null) this.compareInOrder(window, score(window), judged, this.compare);
    if (this.isReady) this.waiting?.();
  }

  /** No row comes any more, so none can be lost. */
  rowsStopped(): void {
    this.isStale = true;
    this.waiting?.();
  }

  /** Resolves when it can judge the next row as well as the other one; at once where both share their windows. */
  filledBeside(windows: StreamModel['windows'] | null, signal: AbortSignal): Promise<void> {
    if (windows === this.model.windows || windows === null || this.isReady)
      return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Rows that neither can score must not hold it up for ever. */
  private get isReady(): boolean {
    const hadItsChance = this.taken >= rowsOf(this.model.bundle.manifest.input);
    return this.isFilled || this.isStale || (hadItsChance && !this.isNeeded);
  }

  private compareInOrder(
    window: Window,
    verdict: Promise<Verdict>,
    judged: Promise<Outcome | null>,
    compare: (old: Outcome, fresh: Outcome) => void,
  ): void {
    this.comparing = this.comparing.then(async () => {
      const [old, found] = [await judged, await verdict];
      // Its records are dropped: it judges nothing yet, but it learns this asset.
      const fresh = this.model.alerts.onWindow({ window, verdict: found });
      if (old !== null) compare(old, { verdict: found, above: isAbove(fresh) });
    });
  }
}
