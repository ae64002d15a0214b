import { latencyFloorUs } from '@lookout/shared/latency/latency-evidence';
import { InstallMemory } from './install-memory.ts';
import type { Happening } from './model/install/happening.ts';
import type { Install, InstallState, Slot } from './model/install/install-state.ts';
import { loadBundle } from './model/load-bundle.ts';
import type { ReleaseSurroundings } from './release-surroundings.ts';
import { slotRunnable } from './slot-runnable.ts';
import type { StreamRunner } from './stream-runner.ts';
import {
  isSameSession,
  loadReady,
  misfit,
  type ReadyBundle,
  runGolden,
  sessionOf,
} from './stream-setup.ts';
import { type Outcome, TrialTally } from './trial-tally.ts';

/** The bundle that is being tried on a stream: loaded, compared, alone, kept or taken back. */
export class ReleaseTrial {
  private tried: ReadyBundle | null = null;
  private tally = new TrialTally(1, latencyFloorUs(1));
  private readonly memory: InstallMemory;

  /** @param state of the install, now */
  constructor(
    private readonly stream: StreamRunner,
    private readonly around: ReleaseSurroundings,
    private readonly state: () => InstallState,
    private readonly happen: (happening: Happening) => void,
  ) {
    this.memory = new InstallMemory(around.detector, around.residentBytes);
  }

  get candidate(): ReadyBundle | null {
    return this.tried;
  }

  /** @throws BundleError, DetectError */
  async selfTest(target: Slot, signal: AbortSignal): Promise<void> {
    const { folder, providers } = this.runnableOf(target);
    const bundle = await loadBundle(folder);
    const { judging } = this.stream;
    const unfit = judging && misfit(judging.bundle.manifest.input, bundle.manifest.input);
    if (unfit !== null) {
      this.happen({ kind: 'failed', reason: { code: 'incompatible', text: unfit.slice(0, 512) } });
      return;
    }
    const { detector } = this.around;
    this.memory.before();
    // Known before it is loaded: a process that dies of it must be laid to it.
    const [first = 'cpu'] = providers;
    this.tried = { bundle, provider: { provider: first, reason: 'being loaded' } };
    this.tried = await loadReady(bundle, providers, detector);
    const { ok, detail } = await runGolden(detector, this.tried);
    if (signal.aborted) return;
    const floorUs = latencyFloorUs(bundle.manifest.input.periodMs);
    this.tally = new TrialTally(tallySpan(this.state().install), floorUs);
    const hasJudge = this.stream.isRunning;
    this.happen({ kind: 'selfTested', ok, detail, hasJudge, ...this.memory.after() });
  }

  shadow(): void {
    if (this.tried === null || !this.stream.isRunning) return;
    this.stream.join(this.tried, (old, fresh) => {
      this.tally.compare(old, fresh);
      this.progress('SHADOW');
    });
  }

  async trial(signal: AbortSignal): Promise<void> {
    this.tally.beginTrial();
    await this.takeOver(signal);
  }

  async keep(signal: AbortSignal): Promise<void> {
    const { tried } = this;
    const before = this.stream.judging;
    this.stream.use(this.runnableOf(this.state().good));
    await this.takeOver(signal);
    const left = this.stream.joined ?? before;
    await this.stream.dismiss();
    this.tried = null;
    if (left !== null && !isSame(left, tried)) await this.around.unload(sessionOf(left));
  }

  async fallBack(signal: AbortSignal): Promise<void> {
    const { stream, tried } = this;
    this.tried = null;
    const good = this.runnableOf(this.state().good);
    stream.use(good);
    const isJudging = tried !== null && isSame(stream.judging, tried);
    // The same bundle may be good already, and was only assigned again.
    if (isJudging && tried.bundle.folder === good.folder) return;
    if (isJudging && stream.joined !== null) await stream.swap(signal);
    else if (isJudging) await stream.restart();
    await stream.dismiss();
    if (tried !== null) await this.around.unload(sessionOf(tried));
  }

  judged(outcome: Outcome, by: ReadyBundle): void {
    if (this.state().install?.phase !== 'TRIAL' || !isSame(by, this.tried)) return;
    this.tally.judge(outcome);
    this.progress('TRIAL');
  }

  /** Is it what the stream runs? */
  get isJudging(): boolean {
    return isSame(this.stream.judging, this.tried);
  }

  /** The candidate judges when this resolves, however the stream stood before. */
  private async takeOver(signal: AbortSignal): Promise<void> {
    const { tried, stream } = this;
    if (tried === null || isSame(stream.judging, tried)) return;
    if (!stream.isRunning) {
      stream.use({ folder: tried.bundle.folder, providers: [tried.provider.provider] });
      await stream.restart();
      return;
    }
    if (!isSame(stream.joined, tried)) stream.join(tried, null);
    await stream.swap(signal);
  }

  private progress(phase: 'SHADOW' | 'TRIAL'): void {
    if (this.state().install?.phase !== phase) return;
    this.happen({ kind: 'progress', progress: this.tally.progress(this.memory.figures) });
  }

  private runnableOf(slot: Slot) {
    return slotRunnable(slot, this.around.bundles, this.stream.config.bundle);
  }
}

/** Is it the same bundle on the same provider? */
const isSame = (one: ReadyBundle | null, other: ReadyBundle | null): boolean =>
  isSameSession(one && sessionOf(one), other && sessionOf(other));

const tallySpan = (install: Install | null): number =>
  Math.max(1, install?.rules?.shadowWindows ?? 1, install?.rules?.trialWindows ?? 1);
