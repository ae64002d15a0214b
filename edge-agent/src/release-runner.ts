import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { latencyFloorUs } from '@lookout/shared/latency/latency-evidence';
import type { ReleaseReport } from '@lookout/shared/protocol/release-phase';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { DetectError } from './detect/detect-error.ts';
import { InstallMemory } from './install-memory.ts';
import { FetchError } from './model/fetch/fetch-error.ts';
import type { Act, Happening } from './model/install/happening.ts';
import {
  type Install,
  type InstallState,
  isTried,
  isUnderWay,
  pinnedBundles,
  type Slot,
} from './model/install/install-state.ts';
import { nextInstall, windowsToSettle } from './model/install/next-install.ts';
import { whyFailed } from './model/install/why-failed.ts';
import { isWorthSaving } from './model/install/worth-saving.ts';
import { loadBundle } from './model/load-bundle.ts';
import { StoreError } from './model/store/store-error.ts';
import { ReleaseReports } from './release-report.ts';
import type { ReleaseSurroundings } from './release-surroundings.ts';
import type { StreamRunner } from './stream-runner.ts';
import { detectorModelOf, misfit, type ReadyBundle, runGolden } from './stream-setup.ts';
import { type Outcome, TrialTally } from './trial-tally.ts';

/** Carries out what is decided about the releases of one stream, and tells the decision what happens. */
export class ReleaseRunner {
  private state: InstallState;
  private candidate: ReadyBundle | null = null;
  private tally = new TrialTally(1, latencyFloorUs(1));
  private attempt = new AbortController();
  private fetching = new AbortController();
  /** Acts are carried out in their order, one at a time. */
  private acting: Promise<void>;
  private open: () => void = () => {};
  private isOpen = false;
  private lastPassedMs: number;
  private readonly memory: InstallMemory;
  private readonly reports: ReleaseReports;
  private isStopped = false;
  private haveBytes = 0;
  /** That the committed bundle has judged since it was committed, or since the start. */
  private settledWindows = 0;
  private lastRefusal: string | null = null;
  private readonly ending = new AbortController();
  private readonly wasClean: boolean;
  /** What could not be saved is tried again. */
  private unsaved: Happening[] = [];

  /** @throws Error of the file system */
  constructor(
    private readonly stream: StreamRunner,
    private readonly around: ReleaseSurroundings,
  ) {
    const { store, log } = around;
    const { state, clean, damage } = store.open(around.now());
    if (damage !== null) log.warn(damage);
    this.state = state;
    this.memory = new InstallMemory(around.detector, around.residentBytes);
    this.reports = new ReleaseReports(state.install, stream.config.bundle);
    this.lastPassedMs = around.monotonicMs();
    // Nothing is tried before the good bundle runs, or is known not to.
    this.acting = new Promise((resolve) => {
      this.open = resolve;
    });
    this.wasClean = clean;
    stream.watchedBy({
      started: () => this.streamStarted(),
      judged: (outcome, by) => this.judged(outcome, by),
      bundleFailed: (error) => this.goodFailed(error),
    });
  }

  /** Before the stream starts: with the good bundle, whatever was under way when the agent ended. */
  restore(): void {
    this.happen({ kind: 'started', clean: this.wasClean });
    // Nothing else may be saved before the next start, and that is to be told from an ordinary one.
    if (this.wasClean && this.state.install?.settling) this.save(this.state);
    this.stream.useFolder(this.folderOf(this.state.good));
  }

  /** Digests that must stay in the inference process. */
  get digestsInUse(): readonly string[] {
    const { judging, joined } = this.stream;
    return [judging, joined, this.candidate].flatMap((ready) => ready?.bundle.digest ?? []);
  }

  get pinned(): readonly string[] {
    return pinnedBundles(this.state);
  }

  /** What is being fetched, or waits for its turn. */
  get fetched(): readonly ReleaseVariant[] {
    const { install } = this.state;
    return install !== null && isUnderWay(install) && install.offer !== null ? [install.offer] : [];
  }

  /** The stream has been started, well or not. */
  begin(): void {
    this.isOpen = true;
    this.open();
  }

  /** Nothing happens any more; what is being tried is told from a crash at the next start. */
  halt(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    for (const one of [this.attempt, this.fetching, this.ending]) one.abort();
    this.open();
    if (this.state.install !== null) this.save(this.state, true);
  }

  /** After `halt`, and when the inference process has stopped, so that nobody waits for it. */
  stopped(): Promise<void> {
    return this.acting;
  }

  hear(happening: Happening): void {
    const refusal =
      happening.kind === 'refused'
        ? `${happening.wish.sequence} ${happening.wish.hold} ${happening.wish.reason.code}`
        : null;
    // `desired` comes again and again; what was refused is told once.
    const isRepeated = refusal !== null && refusal === this.lastRefusal;
    this.lastRefusal = refusal;
    if (!isRepeated) this.happen(happening);
  }

  /** Once a second. */
  tick(): void {
    const now = this.around.monotonicMs();
    const ms = now - this.lastPassedMs;
    this.lastPassedMs = now;
    for (const happening of this.unsaved.splice(0)) this.happen(happening);
    if (this.isOpen) this.happen({ kind: 'passed', ms });
  }

  /** The inference process has died. @param digest of the model that it was busy with */
  processDied(digest: string | null, how: string): void {
    const own = [this.stream.judging?.bundle.digest, this.candidate?.bundle.digest];
    // With a new bundle beside it, the old one's death is laid to the new one too: memory is shared.
    if (this.candidate !== null && (digest === null || own.includes(digest)))
      this.happen({ kind: 'died', how });
  }

  report(): ReleaseReport | null {
    for (const ready of [this.stream.judging, this.candidate])
      if (ready !== null) this.reports.saw(ready);
    return this.reports.of(this.state, this.haveBytes);
  }

  private happen(happening: Happening): void {
    if (this.isStopped) return;
    const before = this.state;
    const step = nextInstall(before, happening, this.around.now());
    if (step.state === before && step.told.length === 0) return;
    if (isWorthSaving(before, step.state) && !this.save(step.state)) {
      // Time that could not be counted is counted with the next tick.
      if (happening.kind !== 'passed') this.unsaved.push(happening);
      return;
    }
    this.state = step.state;
    const { name } = this.stream.config;
    for (const install of step.told) {
      this.reports.told(install);
      const why = install.reason === null ? '' : `: ${install.reason.code}: ${install.reason.text}`;
      this.around.log.info(`stream ${name}: release ${install.phase}${why}`);
      this.around.told(name, install);
    }
    for (const act of step.acts) this.enqueue(act);
    if (step.told.length > 0 || before.install?.held !== step.state.install?.held)
      this.around.changed();
  }

  private save(state: InstallState, clean = false): boolean {
    try {
      this.around.store.save(state, clean);
      return true;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.around.log.warn(
        `stream ${this.stream.config.name}: the release's state cannot be saved: ${error.message}`,
      );
      return false;
    }
  }

  /** What takes something back does so at once; the rest waits for its turn. */
  private enqueue(act: Act): void {
    if (act.kind === 'fetch') {
      void this.fetch(act.offer);
      return;
    }
    if (act.kind === 'stopFetch') {
      this.fetching.abort();
      return;
    }
    if (act.kind === 'fallBack') {
      this.attempt.abort();
      this.attempt = new AbortController();
    }
    // What ends a trial well or badly is carried through.
    const isPart = act.kind === 'selfTest' || act.kind === 'shadow' || act.kind === 'trial';
    const { signal } = isPart ? this.attempt : this.ending;
    this.acting = this.acting.then(() => this.carryOut(act, signal));
  }

  private async carryOut(act: Act, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.isStopped) return;
    try {
      await this.act(act, signal);
      // Another bundle may judge now.
      this.around.changed();
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof StoreError) return this.around.log.warn(error.message);
      if (!(error instanceof BundleError) && !(error instanceof DetectError)) throw error;
      this.happen({ kind: 'failed', reason: whyFailed(error) });
    }
  }

  private act(act: Act, signal: AbortSignal): Promise<void> {
    switch (act.kind) {
      case 'selfTest':
        return this.selfTest(act.target, signal);
      case 'shadow':
        return this.shadow();
      case 'trial':
        return this.trial(signal);
      case 'keep':
        return this.keep(signal);
      case 'fallBack':
        return this.fallBack(signal);
      case 'sweep':
        return this.around.sweep();
      case 'discard':
        return this.around.bundles.discard(act.bundle);
      case 'fetch':
      case 'stopFetch':
        return Promise.resolve();
    }
  }

  private async fetch(offer: ReleaseVariant): Promise<void> {
    this.fetching.abort();
    this.fetching = new AbortController();
    const { signal } = this.fetching;
    const onProgress = (haveBytes: number) => {
      if (signal.aborted) return;
      this.haveBytes = haveBytes;
      this.happen({ kind: 'fetchBegan' });
    };
    try {
      await this.around.delivery.fetch(offer, { signal, onProgress });
      if (!signal.aborted) this.happen({ kind: 'fetched' });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof FetchError) && !(error instanceof StoreError)) throw error;
      const reason = { code: error.code, text: error.message.slice(0, 512) };
      this.happen({ kind: 'fetchFailed', reason });
    }
  }

  private async selfTest(target: Slot, signal: AbortSignal): Promise<void> {
    const bundle = await loadBundle(this.folderOf(target));
    const { judging } = this.stream;
    const unfit = judging && misfit(judging.bundle.manifest.input, bundle.manifest.input);
    if (unfit !== null) {
      this.happen({ kind: 'failed', reason: { code: 'incompatible', text: unfit.slice(0, 512) } });
      return;
    }
    const { detector } = this.around;
    this.memory.before();
    // Known before it is loaded: a process that dies of it must be laid to it.
    this.candidate = { bundle, provider: { provider: 'none', reason: 'being loaded' } };
    const provider = await detector.load(detectorModelOf(bundle));
    this.candidate = { bundle, provider };
    const { ok, detail } = await runGolden(detector, bundle, provider.provider);
    if (signal.aborted) return;
    const floorUs = latencyFloorUs(bundle.manifest.input.periodMs);
    this.tally = new TrialTally(tallySpan(this.state.install), floorUs);
    const hasJudge = this.stream.isRunning;
    this.happen({ kind: 'selfTested', ok, detail, hasJudge, ...this.memory.after() });
  }

  private async shadow(): Promise<void> {
    if (this.candidate === null || !this.stream.isRunning) return;
    this.stream.join(this.candidate, (old, fresh) => {
      this.tally.compare(old, fresh);
      this.progress('SHADOW');
    });
  }

  private async trial(signal: AbortSignal): Promise<void> {
    this.tally.beginTrial();
    await this.takeOver(signal);
  }

  private async keep(signal: AbortSignal): Promise<void> {
    const { candidate } = this;
    const before = this.stream.judging?.bundle.digest ?? null;
    this.stream.useFolder(this.folderOf(this.state.good));
    await this.takeOver(signal);
    const left = this.stream.joined?.bundle.digest ?? before;
    await this.stream.dismiss();
    this.candidate = null;
    this.settledWindows = 0;
    if (left !== null && left !== candidate?.bundle.digest) await this.around.unload(left);
  }

  /** The candidate judges when this resolves, however the stream stood before. */
  private async takeOver(signal: AbortSignal): Promise<void> {
    const { candidate, stream } = this;
    if (candidate === null) return;
    const { digest } = candidate.bundle;
    if (stream.judging?.bundle.digest === digest) return;
    if (!stream.isRunning) {
      stream.useFolder(candidate.bundle.folder);
      await stream.restart();
      return;
    }
    if (stream.joined?.bundle.digest !== digest) stream.join(candidate, null);
    await stream.swap(signal);
  }

  private async fallBack(signal: AbortSignal): Promise<void> {
    const { stream, candidate } = this;
    this.candidate = null;
    stream.useFolder(this.folderOf(this.state.good));
    const digest = candidate?.bundle.digest ?? null;
    const isJudging = digest !== null && stream.judging?.bundle.digest === digest;
    // The same bundle may be good already, and was only assigned again.
    if (isJudging && candidate?.bundle.folder === this.folderOf(this.state.good)) return;
    if (isJudging && stream.joined !== null) await stream.swap(signal);
    else if (isJudging) await stream.restart();
    await stream.dismiss();
    if (digest !== null) await this.around.unload(digest);
  }

  private judged(outcome: Outcome, by: ReadyBundle): void {
    const { install } = this.state;
    if (install?.settling) this.settle(install, outcome, by);
    if (install?.phase !== 'TRIAL' || by.bundle.digest !== this.candidate?.bundle.digest) return;
    this.tally.judge(outcome);
    this.progress('TRIAL');
  }

  private settle(install: Install, { verdict }: Outcome, { bundle }: ReadyBundle): void {
    const { target } = install;
    if (verdict.kind !== 'scored' || target === null) return;
    if (target.kind === 'release' && target.bundle !== bundle.digest) return;
    this.settledWindows += 1;
    if (this.settledWindows >= windowsToSettle(install)) this.happen({ kind: 'settled' });
  }

  private progress(phase: 'SHADOW' | 'TRIAL'): void {
    if (this.state.install?.phase !== phase) return;
    this.happen({ kind: 'progress', progress: this.tally.progress(this.memory.figures) });
  }

  /** After a failure of its source a stream begins with the good bundle, and the trial with it. */
  private streamStarted(): void {
    const { install } = this.state;
    if (!this.isOpen || install === null || !isTried(install)) return;
    // Started by the trial itself.
    if (this.stream.judging?.bundle.digest === this.candidate?.bundle.digest) return;
    this.attempt.abort();
    this.attempt = new AbortController();
    this.happen({ kind: 'started', clean: true });
  }

  private goodFailed(error: BundleError | DetectError): string | null {
    const { install, good } = this.state;
    if (install?.phase === 'TRIAL') {
      this.happen({ kind: 'failed', reason: whyFailed(error) });
      return null;
    }
    if (good.kind === 'own') return null;
    const { name } = this.stream.config;
    this.around.log.warn(`stream ${name}: ${error.message}; the bundle before is taken`);
    this.enqueue({ kind: 'discard', bundle: good.bundle });
    this.happen({ kind: 'goodBroken' });
    return this.folderOf(this.state.good);
  }

  private folderOf(slot: Slot): string {
    if (slot.kind === 'own') return this.stream.config.bundle;
    // Whoever opens a folder that is not there says so.
    return this.around.bundles.folderOf(slot.bundle) ?? `bundle ${slot.bundle}`;
  }
}

const tallySpan = (install: Install | null): number =>
  Math.max(1, install?.rules?.shadowWindows ?? 1, install?.rules?.trialWindows ?? 1);
