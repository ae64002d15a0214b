import { isProviderLoss } from './detect/detect-error.ts';
import type { Detectors } from './detect/detectors.ts';
import type { Verdict } from './detect/scored-window.ts';
import { scoreWindow } from './score-window.ts';
import type { ReadyBundle, StreamModel } from './stream-setup.ts';
import type { StreamWatcher } from './stream-surroundings.ts';
import type { Window } from './window/window.ts';

/** The stream whose windows are to be saved. */
export interface Rescued {
  readonly detector: Detectors;
  readonly now: () => number;
  readonly watchers: () => readonly StreamWatcher[];
  /** What judges windows that come now; null: the stream was stopped. */
  readonly judging: () => StreamModel | null;
  /** It judges windows that come now, in the place of `judging`. */
  readonly replace: (ready: ReadyBundle) => StreamModel;
  /** Between the last window of the one and the first of the other. */
  readonly handOver: (from: StreamModel, to: StreamModel) => void;
}

interface Judge {
  readonly model: StreamModel;
  readonly verdict: Verdict | null;
}

/**
 * Where a provider fails, that very window is scored by another bundle or provider, which judges from then
 * on; those that were on their way are scored by it too. They come here in their order, one at a time, so
 * none is lost or told twice.
 */
export class Rescue {
  /** Whoever took the place of one whose provider failed. */
  private readonly next = new WeakMap<StreamModel, StreamModel>();

  constructor(private readonly stream: Rescued) {}

  /** @param found what `model` said of the window, or why it could not; null where there was no window */
  async judge(model: StreamModel, window: Window | null, found: Verdict | null): Promise<Judge> {
    const heir = this.heirOf(model);
    if (heir !== model) return this.again(heir, window);
    const isLoss = found?.kind === 'failed' && isProviderLoss(found.code);
    if (!isLoss) return { model, verdict: found };
    const failedAt = this.stream.now();
    const to = await this.substitute(model, found.message);
    if (to === null) return { model, verdict: found };
    this.stream.handOver(model, to);
    this.next.set(model, to);
    const saved = await this.again(to, window);
    const tookMs = Math.max(0, this.stream.now() - failedAt);
    for (const watcher of this.stream.watchers())
      watcher.substituted(model, to, found.message, tookMs);
    return saved;
  }

  /** Has another one its state already? */
  hasLeft(model: StreamModel): boolean {
    return this.next.has(model);
  }

  private heirOf(model: StreamModel): StreamModel {
    let last = model;
    for (let next = this.next.get(last); next !== undefined; next = this.next.get(last))
      last = next;
    return last;
  }

  private async again(model: StreamModel, window: Window | null): Promise<Judge> {
    const verdict = window && (await scoreWindow(this.stream.detector, model, window));
    return { model, verdict };
  }

  /** Null: there is none, or the stream was stopped meanwhile. */
  private async substitute(model: StreamModel, why: string): Promise<StreamModel | null> {
    const { watchers, judging, replace } = this.stream;
    for (const watcher of watchers()) {
      const ready = judging() === model ? await watcher.substitute(model, why) : null;
      // Another one may have been put in its place while it was looked for.
      if (judging() !== model) return judging();
      if (ready !== null) return replace(ready);
    }
    return null;
  }
}
