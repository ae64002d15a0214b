import type { ResetMode } from '@lookout/shared/detector/decision/reset';
import { settingsOf } from '@lookout/shared/detector/decision/settings';
import type { DetectionPolicy, StreamReport } from '@lookout/shared/protocol/presence';
import type { StreamRecord } from './alert/stream-alerts.ts';
import type { StreamConfig } from './config/schema.ts';
import type { Verdict } from './detect/scored-window.ts';
import { type ExpectedError, isExpected } from './expected-error.ts';
import { injectFault } from './inject-fault.ts';
import { newZero } from './new-zero.ts';
import type { Note } from './outbox/queue.ts';
import type { ScoreBody } from './outbox/record-body.ts';
import { scoreWindow } from './score-window.ts';
import { isAbove, SecondModel } from './second-model.ts';
import type { Sample } from './source/source.ts';
import { SourceError } from './source/source-error.ts';
import { reportOf } from './stream-report.ts';
import {
  type ActiveStream,
  joinWork,
  type ReadyBundle,
  runGolden,
  type StreamModel,
  setUpStream,
} from './stream-setup.ts';
import { fine, type Standing, standingOf } from './stream-standing.ts';
import type { StreamSurroundings, StreamWatcher } from './stream-surroundings.ts';
import type { Outcome } from './trial-tally.ts';
import type { Window } from './window/window.ts';
import type { WindowStep } from './window/window-builder.ts';

const nobody: StreamWatcher = { started() {}, judged() {}, bundleFailed: () => null };
/** After so long a stream that failed is tried again: someone may have mended its files meanwhile. */
const retryEveryMs = 60_000;
/** What is learned between two records is stored so often. */
const saveEveryMs = 60_000;
/** A replay waits when so many of its windows are on their way. */
const maxUnderWay = 32;

/** One stream from its source to its records. It fails alone. */
export class StreamRunner {
  private active: ActiveStream | null = null;
  private standing: Standing = fine('starting');
  /** What the source says is wrong, while it tries again by itself. */
  private interruption: SourceError | null = null;
  private desired: DetectionPolicy | null = null;
  /** Rows are settled in their order, whenever their scores come. */
  private settling: Promise<void> = Promise.resolve();
  private underWay = 0;
  private saved: { readonly memory: Note['value']; readonly at: number } | null = null;
  private readonly stopping = new AbortController();
  private second: SecondModel | null = null;
  private watcher = nobody;
  private folder: string;
  private starting: Promise<void> | null = null;

  constructor(
    readonly config: StreamConfig,
    private readonly around: StreamSurroundings,
  ) {
    this.folder = config.bundle;
  }

  watchedBy(watcher: StreamWatcher): void {
    this.watcher = watcher;
  }

  /** The bundle that the next start takes. */
  useFolder(folder: string): void {
    this.folder = folder;
  }

  /** Resolves when rows are read, or the stream has failed and will be tried again in the background. */
  start(): Promise<void> {
    this.starting ??= this.startOnce().finally(() => {
      this.starting = null;
    });
    return this.starting;
  }

  /** With the bundle of `useFolder`, from the first row on. */
  async restart(): Promise<void> {
    await this.starting;
    const { active } = this;
    this.save();
    this.active = null;
    this.second = null;
    await active?.source.stop();
    await this.settling;
    await this.start();
  }

  private async startOnce(): Promise<void> {
    const { signal } = this.stopping;
    if (this.active !== null || signal.aborted) return;
    try {
      const active = await setUpStream(this.folder, this.config, this.desired, this.around);
      signal.throwIfAborted();
      this.begin(active);
      await this.startSource(active);
      this.watcher.started();
    } catch (error) {
      if (signal.aborted) return;
      if (!isExpected(error)) throw error;
      const other = this.otherFolder(error);
      if (other === null) return this.giveUp(error);
      this.folder = other;
      await this.startOnce();
    }
  }

  /** A bundle that is broken for good gives way to one that was good before. */
  private otherFolder(error: ExpectedError): string | null {
    if (error instanceof SourceError || error.code === 'crashed') return null;
    return this.watcher.bundleFailed(error);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.active?.source.stop();
    await this.settling;
    this.save();
  }

  get isRunning(): boolean {
    return this.active !== null;
  }

  /** The bundle that judges. */
  get judging(): ReadyBundle | null {
    return this.active;
  }

  /** The one beside it. */
  get joined(): ReadyBundle | null {
    return this.second?.model ?? null;
  }

  /**
   * A second bundle sees the same rows from now on, in the place of a second one before it.
   * @param compare what both made of a window that both scored; null: it only gathers rows
   * @throws Error when no bundle judges
   */
  join(ready: ReadyBundle, compare: ((old: Outcome, fresh: Outcome) => void) | null): void {
    const { active } = this;
    if (active === null) throw new Error(`stream ${this.config.name} is not running`);
    const model = joinWork(active, ready, this.config, this.desired, this.around);
    this.second = new SecondModel(model, compare, false, this.standing.phase === 'stale');
  }

  /**
   * The second bundle judges from a row on, with its window filled, and the one before stays beside it.
   * No row is lost: those before the swap are settled by the one, those after it by the other.
   * @param signal gives it up
   */
  async swap(signal: AbortSignal): Promise<void> {
    const { second } = this;
    if (second === null || signal.aborted) return;
    await second.filledBeside(this.active?.windows ?? null, signal);
    const { active } = this;
    // A stream that failed meanwhile begins anew.
    if (signal.aborted || active === null || this.second !== second) return;
    this.active = { ...second.model, source: active.source };
    this.second = new SecondModel(active, null, true, false);
    const compared = second.settled;
    const after = this.active;
    const before = this.settling;
    this.settling = before.then(() => compared).then(() => this.handOver(active, after));
    await this.settling;
  }

  /** The second bundle leaves; what it was asked for is answered when this resolves. */
  async dismiss(): Promise<void> {
    const { second } = this;
    this.second = null;
    await this.settling;
    await second?.settled;
  }

  /** Once a second: says so when rows stay out. */
  tick(): void {
    const stale = this.active?.windows.check(this.around.clock.now()) ?? null;
    if (stale !== null) {
      void this.settleInOrder({ window: stale, transitions: [] });
      this.second?.rowsStopped();
    }
    if (Math.abs(this.around.clock.now() - (this.saved?.at ?? 0)) >= saveEveryMs) this.save();
  }

  /** The scores that have gathered since they were last taken. */
  takeScores(): ScoreBody | null {
    return this.active?.blocks.take() ?? null;
  }

  /** Null: what the device's file and the bundle say. */
  applyPolicy(desired: DetectionPolicy | null): void {
    this.desired = desired;
    for (const { alerts, bundle } of this.models)
      alerts.applySettings(settingsOf(bundle.manifest, desired, this.config.policy));
  }

  /** @throws Error in words when the source is no simulator or does not know the fault */
  inject(fault: string | null, severity: number, durationMs: number | null): string {
    return injectFault(this.config, this.active?.source ?? null, { fault, severity, durationMs });
  }

  /** Runs the golden windows now. @throws Error in words when there is no detector or it fails */
  async selfTest(): Promise<string> {
    if (this.active === null) throw new Error(this.standing.text ?? 'the stream is not running');
    const { bundle, provider } = this.active;
    const test = await runGolden(this.around.detector, bundle, provider.provider);
    if (!test.ok) throw new Error(test.detail);
    return test.detail;
  }

  /**
   * "This is the new normal", or back to the bundle's own; after the windows that are under way.
   * @throws Error in words when there is no detector, or nothing that a zero could be taken from
   */
  async reset(mode: ResetMode, by: string): Promise<string> {
    const { active } = this;
    if (active === null) throw new Error(this.standing.text ?? 'the stream is not running');
    const before = this.settling;
    const done = before.then(() => this.resetNow(active, mode, by));
    this.settling = Promise.allSettled([done]).then(() => before);
    return await done;
  }

  report(): StreamReport {
    return reportOf(this.config, this.active, this.standing);
  }

  private get models(): readonly StreamModel[] {
    return [this.active, this.second?.model ?? null].flatMap((model) => model ?? []);
  }

  private begin(active: ActiveStream): void {
    const { clock, storedMemory } = this.around;
    const { alerts } = active;
    this.active = active;
    this.keep(alerts, alerts.restore(storedMemory(this.config.name), clock.now()), null);
    this.standing = fine('filling');
  }

  private startSource({ source, bundle }: ActiveStream): Promise<void> {
    const { log, keepRow } = this.around;
    const layout = bundle.manifest.input;
    const { name } = this.config;
    return source.start({
      onSample: (sample) => {
        keepRow(name, layout, sample);
        return this.take(sample);
      },
      onError: (error) => {
        if (error.effect === 'stopped') void source.stop().then(() => this.giveUp(error));
        if (error.effect === 'interrupted') this.interrupt(error);
        if (error.effect === 'rejected') log.warn(`stream ${name}: ${error.message}`);
      },
      onRecovered: () => {
        this.interruption = null;
        log.info(`stream ${name}: rows come again`);
      },
      onEnd: () => log.info(`stream ${name}: the recording has ended`),
    });
  }

  private interrupt(error: SourceError): void {
    this.interruption = error;
    this.fail(error);
  }

  /** What it was reading is over; everything is set up anew after a while. */
  private giveUp(error: ExpectedError): void {
    this.save();
    this.active = null;
    this.second = null;
    this.interruption = null;
    this.fail(error);
    const { signal } = this.stopping;
    void this.around.clock.wait(retryEveryMs, signal).then(() => {
      if (!signal.aborted) void this.start();
    });
  }

  /** @returns what a replay must wait for */
  private take(sample: Sample): Promise<void> | undefined {
    const { active, second } = this;
    if (active === null) return undefined;
    const now = this.around.clock.now();
    const step = active.windows.push(sample, now);
    const outcome = this.settleInOrder(step);
    second?.take(
      second.model.windows === active.windows ? step : second.model.windows.push(sample, now),
      step,
      outcome,
      (window) => scoreWindow(this.around.detector, second.model, window),
    );
    return this.underWay >= maxUnderWay ? this.settling : undefined;
  }

  private settleInOrder(step: WindowStep): Promise<Outcome | null> {
    const { active } = this;
    if (active === null || (step.window === null && step.transitions.length === 0))
      return Promise.resolve(null);
    const { zeroOffset } = active.alerts;
    const arrivedMs = this.around.monotonicMs();
    const verdict =
      step.window === null ? null : scoreWindow(this.around.detector, active, step.window);
    this.underWay += 1;
    const settled = this.settling.then(async () => {
      const found = await verdict;
      this.around.answered(this.config.name, active, found, arrivedMs);
      // What was scored against another zero says nothing of this one.
      const isCurrent = active.alerts.zeroOffset === zeroOffset;
      this.underWay -= 1;
      return this.settle(active, step, isCurrent ? found : { kind: 'notScored' });
    });
    this.settling = settled.then(() => {});
    return settled;
  }

  private settle(active: ActiveStream, step: WindowStep, verdict: Verdict | null): Outcome | null {
    const { alerts, blocks, recentRows } = active;
    const { window, transitions } = step;
    const records = [...alerts.onSensors(transitions, window?.at ?? this.around.clock.now())];
    if (window === null || verdict === null) {
      this.keep(alerts, records, window);
      return null;
    }
    const scored = { window, verdict };
    const judged = alerts.onWindow(scored);
    recentRows.push(window);
    const full = blocks.add(scored, judged.statistic, judged.level);
    if (full !== null) this.around.recordScores(full);
    this.standAfter(window, verdict);
    this.keep(alerts, [...records, ...judged.records], window);
    const outcome = { verdict, above: isAbove(judged) };
    this.watcher.judged(outcome, active);
    return outcome;
  }

  /** After the last window of the one and before the first of the other. */
  private handOver(from: StreamModel, to: StreamModel): void {
    const rest = from.blocks.take();
    if (rest !== null) this.around.recordScores(rest);
    to.alerts.takeOver(from.alerts);
    this.store([], null, to.alerts.memory());
  }

  private resetNow(active: ActiveStream, mode: ResetMode, by: string): string {
    const { alerts } = active;
    const reset = { mode, by, at: this.around.clock.now() };
    const records = alerts.reset(
      reset,
      mode === 'rezero' ? newZero(active) : mode === 'restore' ? null : alerts.zeroOffset,
    );
    this.keep(alerts, records, null);
    // The asset is the same, whichever bundle looks at it.
    for (const other of this.models)
      if (other.alerts !== alerts) other.alerts.follow(alerts, reset);
    return records.flatMap((record) => (record.type === 'adapted' ? record.detail : [])).join(' ');
  }

  private keep(
    alerts: ActiveStream['alerts'],
    records: readonly StreamRecord[],
    window: Window | null,
  ): void {
    if (records.length > 0) this.store(records, window, alerts.memory());
  }

  /** What was learned since the last record: a device that is switched off goes on where it was. */
  private save(): void {
    const memory = this.active?.alerts.memory() ?? null;
    if (memory !== null && memory !== this.saved?.memory) this.store([], null, memory);
  }

  private store(
    records: readonly StreamRecord[],
    window: Window | null,
    memory: Note['value'],
  ): void {
    this.around.record(this.config.name, records, window, memory);
    this.saved = { memory, at: this.around.clock.now() };
  }

  private standAfter(window: Window, verdict: Verdict): void {
    const standing = standingOf(window, verdict);
    const { interruption } = this;
    // That no row comes is known; why is worth more.
    if (standing.phase === 'stale' && interruption !== null)
      this.standing = { phase: 'stale', code: interruption.code, text: interruption.message };
    else this.standing = standing;
  }

  private fail({ code, message }: ExpectedError): void {
    if (message !== this.standing.text)
      this.around.log.warn(`stream ${this.config.name}: ${message}`);
    this.standing = { phase: 'failed', code, text: message };
  }
}
