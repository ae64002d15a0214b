import type { BundleError } from '@lookout/shared/bundle/bundle-error';
import { seconds } from '@lookout/shared/placement/waits';
import type { PlacementReport } from '@lookout/shared/protocol/placement';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { SessionId } from './detect/child-protocol.ts';
import { comesAgain, type DetectError } from './detect/detect-error.ts';
import { FetchError } from './model/fetch/fetch-error.ts';
import { loadBundle } from './model/load-bundle.ts';
import { fallbackOf } from './model/placement/fallback.ts';
import type { Act, Happening } from './model/placement/happening.ts';
import { nextPlacement } from './model/placement/next-placement.ts';
import {
  beginPlacement,
  type Kept,
  type Pair,
  type PlacementState,
  pinnedBy,
  profileOf,
  variantOf,
} from './model/placement/placement-state.ts';
import { StoreError } from './model/store/store-error.ts';
import { PlacementBundles } from './placement-bundles.ts';
import { measuredWords, placementReport } from './placement-report.ts';
import type { PlacementSurroundings } from './placement-surroundings.ts';
import { PlacementSwitch } from './placement-switch.ts';
import { failedProfile } from './profile-variant.ts';
import type { Stands } from './release-surroundings.ts';
import { Standby } from './standby.ts';
import type { StreamRunner } from './stream-runner.ts';
import { loadReady, type ReadyBundle, type Runnable, sessionOf } from './stream-setup.ts';

/** Carries out what is decided about the placement of one stream, and tells the decision what happens. */
export class PlacementRunner {
  private state: PlacementState;
  private saved: string;
  private attempt = new AbortController();
  /** Acts are carried out in their order, one at a time. */
  private acting: Promise<void> = Promise.resolve();
  private readonly named: PlacementBundles;
  private readonly standby: Standby;
  private readonly switching: PlacementSwitch;
  private fetched: ReleaseVariant | null = null;
  private lastPassedMs: number;
  private isStopped = false;
  /** What could not be saved is tried again. */
  private unsaved: Happening[] = [];

  /**
   * @param stands of the releases, now
   * @throws Error of the file system
   */
  constructor(
    private readonly stream: StreamRunner,
    private readonly stands: () => Stands,
    private readonly around: PlacementSurroundings,
  ) {
    const { kept, clean, damage } = around.store.open(around.now());
    if (damage !== null) around.log.warn(damage);
    this.saved = JSON.stringify(kept);
    // Counted on the disk before anything is tried again.
    const started: Happening = { kind: 'started', clean };
    this.state = nextPlacement(beginPlacement(kept), started, around.now(), 0).state;
    this.save(this.state.kept);
    this.named = new PlacementBundles(around.bundles, () => this.state.kept);
    this.standby = new Standby((ready) => around.unload(sessionOf(ready)));
    this.switching = new PlacementSwitch(stream, around);
    this.lastPassedMs = around.monotonicMs();
    stream.watchedBy({
      started: () => this.look(),
      judged: () => {},
      bundleFailed: (error) => this.startFailed(error),
      substitute: (by, why) => this.substitute(by, why),
      substituted: (by, to, why, tookMs) => this.substituted(by, to, why, tookMs),
    });
  }

  /** Before the stream starts, after the releases have said what is good: the last choice runs again. */
  restore(): void {
    this.look();
  }

  happen(happening: Happening): void {
    if (this.isStopped) return;
    const { now, random } = this.around;
    const step = nextPlacement(this.state, happening, now(), random());
    if (!this.save(step.state.kept)) {
      if (happening.kind !== 'passed') this.unsaved.push(happening);
      return;
    }
    const before = JSON.stringify(this.report());
    this.state = step.state;
    for (const act of step.acts) this.enqueue(act);
    if (JSON.stringify(this.report()) !== before) this.around.changed();
  }

  /** Something about the stream or its releases may have changed. */
  look(): void {
    const { judging } = this.stream;
    const stands = this.stands();
    const actual = judging && this.named.pairOf(judging, stands.good);
    this.happen({ kind: 'stands', ...stands, held: this.named.held(), actual });
    if (!stands.isInstalling) this.intend();
  }

  /** Once a second. */
  tick(): void {
    const ms = this.around.monotonicMs() - this.lastPassedMs;
    this.lastPassedMs += ms;
    for (const happening of this.unsaved.splice(0)) this.happen(happening);
    this.look();
    this.happen({ kind: 'passed', ms });
  }

  /** Resolves when nothing is being done to the stream any more: what goes on is given up by `look`. */
  quiet(): Promise<void> {
    return this.acting;
  }

  halt(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    this.attempt.abort();
    this.save({ ...this.state.kept, trying: null }, true);
  }

  /** After `halt`, and when the inference processes have stopped. */
  stopped(): Promise<void> {
    return this.acting;
  }

  get now(): PlacementState {
    return this.state;
  }

  /** Sessions that must stay. */
  get inUse(): readonly SessionId[] {
    return [this.standby.ready, this.switching.loaded].flatMap((ready) =>
      ready === null ? [] : sessionOf(ready),
    );
  }

  get pinned(): readonly string[] {
    return pinnedBy(this.state.kept);
  }

  get fetching(): readonly ReleaseVariant[] {
    return this.fetched === null ? [] : [this.fetched];
  }

  report(): PlacementReport {
    return placementReport(this.state);
  }

  private save(kept: Kept, clean = false): boolean {
    const text = JSON.stringify(kept);
    if (text === this.saved && !clean) return true;
    try {
      this.around.store.save(kept, clean);
      this.saved = text;
      return true;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.around.log.warn(
        `stream ${this.stream.config.name}: its placement cannot be saved: ${error.message}`,
      );
      return false;
    }
  }

  private enqueue(act: Act): void {
    if (act.kind === 'giveUp') {
      this.attempt.abort();
      this.attempt = new AbortController();
      return;
    }
    const { signal } = this.attempt;
    this.acting = this.acting.then(async () => {
      if (!signal.aborted && !this.isStopped)
        await this.carryOut(act, signal).catch((error) => this.failed(act, error, signal));
      if (!this.isStopped) await this.holdReady();
    });
  }

  private async carryOut(act: Exclude<Act, { kind: 'giveUp' }>, signal: AbortSignal) {
    switch (act.kind) {
      case 'sweep':
        return await this.sweep();
      case 'fetch':
        return await this.fetch(act.variant, signal);
      case 'profile':
        return await this.profile(act.variant, act.provider, signal);
      case 'switch': {
        const came = await this.switching.carryOut(act, this.named.folderOf(act.variant), signal);
        if (came.kind !== 'gaveUp' || !signal.aborted) this.tell(came);
      }
    }
  }

  /** What nobody expected must not end the agent, nor be tried again at once. */
  private failed(act: Act, error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    const why = error instanceof Error ? error.message : String(error);
    const { name } = this.stream.config;
    this.around.log.warn(`stream ${name}: its placement could not ${act.kind}: ${why}`);
    if (act.kind === 'fetch') this.happen({ kind: 'fetchFailed', variant: act.variant.name, why });
    if (act.kind === 'switch')
      this.happen({ kind: 'switchFailed', to: act.to, why, usable: 'failed' });
    if (act.kind === 'profile')
      this.happen({
        kind: 'profiled',
        profile: failedProfile(act.variant, act.provider, why, this.around.now()),
      });
  }

  private tell(came: Happening): void {
    const { name } = this.stream.config;
    if (came.kind === 'switched') {
      const { from, to, windows, agreement, maxScoreDifference, tookMs, reason } = came.report;
      const shown = ({ variant, provider }: Pair) => `${variant} on ${provider}`;
      const alike = agreement === null ? 'none compared' : `${Math.round(agreement * 100)} % alike`;
      this.around.log.info(
        `stream ${name}: from ${shown(from)} to ${shown(to)} in ${tookMs} ms; ${windows} windows scored by both, ${alike}, scores apart by ${maxScoreDifference?.toPrecision(2) ?? 'nothing known'}: ${reason}`,
      );
    }
    if (came.kind === 'switchFailed')
      this.around.log.warn(`stream ${name}: no switch to ${came.to.variant}: ${came.why}`);
    // Where the stream has ended nothing is begun anew.
    if (came.kind === 'gaveUp') this.look();
    this.happen(came);
    this.look();
  }

  private async sweep(): Promise<void> {
    try {
      await this.around.sweep();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.around.log.warn(error.message);
    }
  }

  private async fetch(variant: ReleaseVariant, signal: AbortSignal): Promise<void> {
    this.fetched = variant;
    try {
      await this.around.delivery.fetch(variant, { signal, onProgress: () => {} });
      if (!signal.aborted)
        this.happen({ kind: 'fetched', variant: variant.name, held: this.named.held() });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof FetchError) && !(error instanceof StoreError)) throw error;
      this.happen({ kind: 'fetchFailed', variant: variant.name, why: error.message });
    } finally {
      this.fetched = null;
    }
  }

  private async profile(variant: ReleaseVariant, provider: string, signal: AbortSignal) {
    const folder = this.named.folderOf(variant);
    try {
      const profile = await this.around.profile(variant, folder, provider, signal);
      if (signal.aborted) return;
      const said = `stream ${this.stream.config.name}: ${measuredWords(profile)}`;
      if (profile.usable === 'yes') this.around.log.info(said);
      else this.around.log.warn(said);
      this.happen({ kind: 'profiled', profile });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Beside a GPU something is ready in the CPU's process. */
  private async holdReady(): Promise<void> {
    const { actual, isInstalling } = this.state;
    if (isInstalling) return;
    const needed = actual !== null && actual.provider !== 'cpu';
    try {
      await this.standby.hold(needed ? await this.loadFallback(actual) : null);
    } catch (error) {
      this.around.log.warn(error instanceof Error ? error.message : String(error));
    }
  }

  /** Null: there is none. @throws BundleError, DetectError */
  private async loadFallback(from: Pair): Promise<ReadyBundle | null> {
    const pair = fallbackOf(this.state, from);
    const variant = pair && variantOf(this.state.kept, pair.variant);
    if (pair === null || !variant) return null;
    const bundle = await loadBundle(this.named.folderOf(variant));
    return loadReady(bundle, [pair.provider], this.around.detector);
  }

  private async substitute(by: ReadyBundle, why: string): Promise<ReadyBundle | null> {
    const from = this.named.pairOf(by, this.stands().good);
    if (from === null || this.isStopped) return null;
    const isKnown = profileOf(this.state.kept, from)?.usable !== 'yes';
    const { name } = this.stream.config;
    try {
      const ready = this.standby.ready ?? (await this.loadFallback(from));
      if (ready !== null) return ready;
    } catch (error) {
      this.around.log.warn(error instanceof Error ? error.message : String(error));
    }
    // It is told once, not with every window.
    if (isKnown) return null;
    this.around.log.warn(`stream ${name}: nothing can take the place of ${from.provider}: ${why}`);
    this.happen({ kind: 'providerLost', from, to: null, why, tookMs: 0 });
    return null;
  }

  private substituted(by: ReadyBundle, to: ReadyBundle, why: string, tookMs: number): void {
    const { good } = this.stands();
    const [from, next] = [this.named.pairOf(by, good), this.named.pairOf(to, good)];
    if (from === null || next === null) return;
    this.standby.take();
    this.happen({ kind: 'providerLost', from, to: next, why, tookMs });
    const { retryAt } = this.report();
    const againMs = retryAt === null ? null : retryAt - this.around.now();
    const again = againMs === null ? '' : `; it is tried again in ${seconds(againMs)}`;
    this.around.log.warn(
      `stream ${this.stream.config.name}: ${from.provider} is lost, ${next.variant} on ${next.provider} scored the window in its place after ${tookMs} ms: ${why}${again}`,
    );
    this.intend();
    void this.around.unload(sessionOf(by));
  }

  /** What was to run does not start. */
  private startFailed(error: BundleError | DetectError): Runnable | null {
    const { good } = this.stands();
    const from = this.named.intendedPair(this.stream.intended, good);
    if (from === null || good.kind === 'own') return null;
    const isLoss = comesAgain(error);
    const isInstalled = from.variant === good.variant;
    // What is committed and broken for good is for the releases to mend.
    if (isInstalled && !isLoss) return null;
    const [provider = 'cpu'] = good.providers;
    const to =
      fallbackOf(this.state, from) ?? (isInstalled ? null : { variant: good.variant, provider });
    if (to === null) return null;
    const { message } = error;
    this.around.log.warn(
      `stream ${this.stream.config.name}: ${from.variant} does not start on ${from.provider}, ${to.variant} on ${to.provider} takes its place: ${message}`,
    );
    if (!isLoss) this.discard(from);
    this.happen({ kind: 'startFailed', from, to, isLoss, why: message });
    const bundle =
      to.variant === good.variant ? good.bundle : variantOf(this.state.kept, to.variant)?.bundle;
    return { folder: this.named.folderOf({ bundle: bundle ?? '' }), providers: [to.provider] };
  }

  /** So that it is fetched anew. */
  private discard({ variant }: Pair): void {
    const named = variantOf(this.state.kept, variant);
    if (named === undefined) return;
    this.acting = this.acting
      .then(() => this.around.bundles.discard(named.bundle))
      .catch((error: Error) => {
        // A disk that refuses keeps a file too many; what comes next is done all the same.
        this.around.log.warn(`bundle ${named.bundle} stays on the disk: ${error.message}`);
      });
  }

  /** The next start takes what runs now. */
  private intend(): void {
    const chosen = this.named.chosen(this.stands().good);
    if (chosen !== null) this.stream.use(chosen);
  }
}
