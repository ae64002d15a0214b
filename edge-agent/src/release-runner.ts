import { BundleError } from '@lookout/shared/bundle/bundle-error';
import type { ReleaseReport } from '@lookout/shared/protocol/release-phase';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { SessionId } from './detect/child-protocol.ts';
import { comesAgain, DetectError } from './detect/detect-error.ts';
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
import { StoreError } from './model/store/store-error.ts';
import { ReleaseFetch } from './release-fetch.ts';
import { ReleaseReports } from './release-report.ts';
import type { ReleaseSurroundings, Stands } from './release-surroundings.ts';
import { ReleaseTrial } from './release-trial.ts';
import { slotRunnable } from './slot-runnable.ts';
import type { StreamRunner } from './stream-runner.ts';
import { isSameSession, type ReadyBundle, type Runnable, sessionOf } from './stream-setup.ts';
import { type Outcome } from './trial-tally.ts';

/** Carries out what is decided about the releases of one stream, and tells the decision what happens. */
export class ReleaseRunner {
  private state: InstallState;
  private readonly trial: ReleaseTrial;
  private attempt = new AbortController();
  private readonly fetching: ReleaseFetch;
  /** Acts are carried out in their order, one at a time. */
  private acting: Promise<void>;
  private open: () => void = () => {};
  private pendingActs = 0;
  private isOpen = false;
  private lastPassedMs: number;
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
    this.trial = new ReleaseTrial(
      stream,
      around,
      () => this.state,
      (happening) => this.happen(happening),
    );
    this.reports = new ReleaseReports(state.install, stream.config.bundle);
    this.fetching = new ReleaseFetch(around.delivery, {
      progress: (haveBytes) => {
        this.haveBytes = haveBytes;
        this.happen({ kind: 'fetchBegan' });
      },
      fetched: () => this.happen({ kind: 'fetched' }),
      failed: (reason) => this.happen({ kind: 'fetchFailed', reason }),
    });
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
      substitute: () => Promise.resolve(null),
      substituted: () => {},
    });
  }

  /** Before the stream starts: with the good bundle, whatever was under way when the agent ended. */
  restore(): void {
    this.happen({ kind: 'started', clean: this.wasClean });
    // Nothing else may be saved before the next start, and that is to be told from an ordinary one.
    if (this.wasClean && this.state.install?.settling) this.save(this.state);
    this.stream.use(this.runnableOf(this.state.good));
  }

  /** Sessions that must stay. */
  get inUse(): readonly SessionId[] {
    const { judging, joined } = this.stream;
    const all = [judging, joined, this.trial.candidate];
    return all.flatMap((ready) => (ready === null ? [] : sessionOf(ready)));
  }

  /** What is committed, and whether the stream is this one's at present. */
  get stands(): Stands {
    const { install, good } = this.state;
    const isGoing = install !== null && isUnderWay(install);
    const isSettling = install?.settling === true && !isGoing;
    return { good, isInstalling: isGoing || this.pendingActs > 0, isSettling };
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
    this.fetching.stop();
    for (const one of [this.attempt, this.ending]) one.abort();
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

  /** An inference process has died. @param busyWith null: with nothing */
  processDied(busyWith: SessionId | null, how: string): void {
    const own = [this.stream.judging, this.trial.candidate].map(
      (ready) => ready && sessionOf(ready),
    );
    // With a new bundle beside it, the old one's death is laid to the new one too: memory is shared.
    const isOwn = busyWith === null || own.some((session) => isSameSession(session, busyWith));
    if (this.trial.candidate !== null && isOwn) this.happen({ kind: 'died', how });
  }

  report(): ReleaseReport | null {
    for (const ready of [this.stream.judging, this.trial.candidate])
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
    this.around.look(name);
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
      void this.fetching.fetch(act.offer);
      return;
    }
    if (act.kind === 'stopFetch') {
      this.fetching.stop();
      return;
    }
    if (act.kind === 'fallBack') {
      this.attempt.abort();
      this.attempt = new AbortController();
    }
    // What ends a trial well or badly is carried through.
    const isPart = act.kind === 'selfTest' || act.kind === 'shadow' || act.kind === 'trial';
    const { signal } = isPart ? this.attempt : this.ending;
    this.pendingActs += 1;
    this.acting = this.acting.then(async () => {
      // A switch of variants that was under way ends first.
      if (!signal.aborted) await this.around.quiet(this.stream.config.name);
      await this.carryOut(act, signal);
      this.pendingActs -= 1;
      this.around.look(this.stream.config.name);
    });
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
        return this.trial.selfTest(act.target, signal);
      case 'shadow':
        return Promise.resolve(this.trial.shadow());
      case 'trial':
        return this.trial.trial(signal);
      case 'keep':
        this.settledWindows = 0;
        return this.trial.keep(signal);
      case 'fallBack':
        return this.trial.fallBack(signal);
      case 'sweep':
        return this.around.sweep();
      case 'discard':
        return this.around.bundles.discard(act.bundle);
      case 'fetch':
      case 'stopFetch':
        return Promise.resolve();
    }
  }

  private judged(outcome: Outcome, by: ReadyBundle): void {
    const { install } = this.state;
    if (install?.settling) this.settle(install, outcome, by);
    this.trial.judged(outcome, by);
  }

  private settle(install: Install, { verdict }: Outcome, { bundle }: ReadyBundle): void {
    const { target } = install;
    if (verdict.kind !== 'scored' || target === null) return;
    if (target.kind === 'release' && target.bundle !== bundle.digest) return;
    this.settledWindows += 1;
    if (this.settledWindows >= windowsToSettle(install)) this.happen({ kind: 'settled' });
  }

  /** After a failure of its source a stream begins with the good bundle, and the trial with it. */
  private streamStarted(): void {
    const { install } = this.state;
    if (!this.isOpen || install === null || !isTried(install)) return;
    // Started by the trial itself.
    if (this.trial.isJudging) return;
    this.attempt.abort();
    this.attempt = new AbortController();
    this.happen({ kind: 'started', clean: true });
  }

  private goodFailed(error: BundleError | DetectError): Runnable | null {
    if (comesAgain(error)) return null;
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
    return this.runnableOf(this.state.good);
  }

  private runnableOf(slot: Slot): Runnable {
    return slotRunnable(slot, this.around.bundles, this.stream.config.bundle);
  }
}
