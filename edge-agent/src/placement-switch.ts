import { BundleError } from '@lookout/shared/bundle/bundle-error';
import type { SwitchReport, VariantProfile } from '@lookout/shared/protocol/placement';
import { comesAgain, DetectError } from './detect/detect-error.ts';
import { loadBundle } from './model/load-bundle.ts';
import type { Act, Happening } from './model/placement/happening.ts';
import type { PlacementSurroundings } from './placement-surroundings.ts';
import type { StreamRunner } from './stream-runner.ts';
import {
  isSameSession,
  loadReady,
  type ReadyBundle,
  runGolden,
  sessionOf,
} from './stream-setup.ts';
import { SwitchTally } from './switch-tally.ts';

export type SwitchAct = Extract<Act, { kind: 'switch' }>;

type Around = Pick<
  PlacementSurroundings,
  'detector' | 'now' | 'monotonicMs' | 'wait' | 'compareWindows' | 'compareWithinMs' | 'unload'
>;

/** Puts another variant, or the same on another provider, in the place of the one that judges. */
export class PlacementSwitch {
  private candidate: ReadyBundle | null = null;

  constructor(
    private readonly stream: StreamRunner,
    private readonly around: Around,
  ) {}

  /** What is being switched to: its session must stay. */
  get loaded(): ReadyBundle | null {
    return this.candidate;
  }

  /**
   * The new one is loaded, has run and has passed its golden windows before the old one goes; both score the
   * same windows for a while, and no window is lost between them.
   * @param folder of the new one's bundle
   * @param signal gives it up
   * @returns what came of it; the one that judged before is let go unless it is needed
   */
  async carryOut(act: SwitchAct, folder: string, signal: AbortSignal): Promise<Happening> {
    const startedMs = this.around.monotonicMs();
    const before = this.stream.judging;
    if (before === null) return { kind: 'gaveUp' };
    try {
      const ready = await this.load(act, folder);
      const tally = await this.compare(before, ready, act, signal);
      await this.stream.swap(signal);
      const isDone = this.stream.judging?.bundle === ready.bundle && isJudging(this.stream, ready);
      await this.stream.dismiss();
      if (!isDone) return await this.giveUp(ready);
      this.candidate = null;
      const tookMs = Math.round(this.around.monotonicMs() - startedMs);
      await this.around.unload(sessionOf(before));
      return {
        kind: 'switched',
        to: act.to,
        number: act.number,
        report: this.report(act, tally, tookMs),
      };
    } catch (error) {
      const { candidate } = this;
      this.candidate = null;
      if (candidate !== null) await this.around.unload(sessionOf(candidate));
      if (signal.aborted) return { kind: 'gaveUp' };
      if (!(error instanceof BundleError) && !(error instanceof DetectError)) throw error;
      return { kind: 'switchFailed', to: act.to, why: error.message, usable: usableAfter(error) };
    }
  }

  /** @throws BundleError, DetectError */
  private async load(act: SwitchAct, folder: string): Promise<ReadyBundle> {
    const bundle = await loadBundle(folder);
    const { provider } = act.to;
    // Known before it is loaded, so that nobody lets it go.
    this.candidate = { bundle, provider: { provider, reason: 'being loaded' } };
    this.candidate = await loadReady(bundle, [provider], this.around.detector);
    const test = await runGolden(this.around.detector, this.candidate);
    if (!test.ok) throw new BundleError('model', `self-test: ${test.detail}`);
    return this.candidate;
  }

  private async compare(
    before: ReadyBundle,
    ready: ReadyBundle,
    { to }: SwitchAct,
    signal: AbortSignal,
  ): Promise<SwitchTally> {
    const tally = new SwitchTally(before.bundle, ready.bundle);
    // What cannot wait is compared with no more than what comes meanwhile.
    const enough = urgent.has(to.code) ? 1 : this.around.compareWindows;
    const isEnough = Promise.withResolvers<void>();
    if (signal.aborted || !this.stream.isRunning) return tally;
    this.stream.join(ready, (old, fresh) => {
      tally.compare(old, fresh);
      if (tally.count >= enough) isEnough.resolve();
    });
    const late = new AbortController();
    const waited = this.around.wait(
      this.around.compareWithinMs,
      AbortSignal.any([signal, late.signal]),
    );
    await Promise.race([isEnough.promise, waited]);
    late.abort();
    return tally;
  }

  private async giveUp(ready: ReadyBundle): Promise<Happening> {
    this.candidate = null;
    await this.around.unload(sessionOf(ready));
    return { kind: 'gaveUp' };
  }

  private report({ from, to, by }: SwitchAct, tally: SwitchTally, tookMs: number): SwitchReport {
    const { variant, provider, code, reason } = to;
    return {
      ...{ at: this.around.now(), from, to: { variant, provider }, by, code, reason },
      ...{ ...tally.figures, tookMs },
    };
  }
}

const urgent: ReadonlySet<string> = new Set(['critical', 'memory', 'providerLost', 'overCurrent']);

const isJudging = ({ judging }: StreamRunner, ready: ReadyBundle): boolean =>
  isSameSession(judging && sessionOf(judging), sessionOf(ready));

function usableAfter(error: BundleError | DetectError): VariantProfile['usable'] {
  if (error instanceof BundleError)
    return error.message.startsWith('self-test') ? 'wrongScore' : 'failed';
  if (error.code === 'fellBack') return 'fellBack';
  return comesAgain(error) ? 'absent' : 'failed';
}
