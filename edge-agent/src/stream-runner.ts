import type { ResetMode } from '@lookout/shared/detector/decision/reset';
import { settingsOf } from '@lookout/shared/detector/decision/settings';
import { largestQueue } from '@lookout/shared/detector/run-limit';
import { sizeOf } from '@lookout/shared/detector/window-size';
import type { DetectionPolicy, StreamReport } from '@lookout/shared/protocol/presence';
import type { StreamConfig } from './config/schema.ts';
import type { Verdict } from './detect/scored-window.ts';
import { type ExpectedError, isExpected } from './expected-error.ts';
import { injectFault } from './inject-fault.ts';
import { newZero } from './new-zero.ts';
import type { ScoreBody } from './outbox/record-body.ts';
import { Rescue } from './rescue.ts';
import { scoreWindow } from './score-window.ts';
import { isAbove, SecondModel } from './second-model.ts';
import type { Sample } from './source/source.ts';
import { SourceError } from './source/source-error.ts';
import { StreamMemory } from './stream-memory.ts';
import { reportOf } from './stream-report.ts';
import {
  type ActiveStream,
  joinWork,
  type ReadyBundle,
  type Runnable,
  runGolden,
  type StreamModel,
  setUpStream,
} from './stream-setup.ts';
import { fine, StreamStanding } from './stream-standing.ts';
import type { StreamSurroundings, StreamWatcher } from './stream-surroundings.ts';
import type { Outcome } from './trial-tally.ts';
import type { WindowStep } from './window/window-builder.ts';

/** After so long a stream that failed is tried again: someone may have mended its files meanwhile. */
const retryEveryMs = 60_000;
/** A replay waits when so many of its windows are on their way, fewer where they are large. */
const maxUnderWay = 32;

/** One stream from its source to its records. It fails alone. */
export class StreamRunner {
  private active: ActiveStream | null = null;
  private readonly standing: StreamStanding;
  private desired: DetectionPolicy | null = null;
  /** Rows are settled in their order, whenever their scores come. */
  private settling: Promise<void> = Promise.resolve();
  private underWay = 0;
  private readonly memory: StreamMemory;
  private readonly rescue: Rescue;
  private readonly stopping = new AbortController();
  private second: SecondModel | null = null;
  private watchers: readonly StreamWatcher[] = [];
  private next: Runnable;
  private starting: Promise<void> | null = null;

  constructor(
    readonly config: StreamConfig,
    private readonly around: StreamSurroundings,
  ) {
    this.next = { folder: config.bundle, providers: ['cpu'] };
    this.memory = new StreamMemory(config.name, around);
    this.standing = new StreamStanding((text) => around.log.warn(`stream ${config.name}: ${text}`));
    this.rescue = new Rescue({
      ...{ detector: around.detector, now: around.clock.now, watchers: () => this.watchers },
      judging: () => this.active,
      replace: (ready) => this.replace(ready),
      handOver: (from, to) => this.handOver(from, to),
    });
  }

  /** The one that comes last is asked first. */
  watchedBy(watcher: StreamWatcher): void {
    this.watchers = [watcher, ...this.watchers];
  }

  /** What the next start takes. */
  use(next: Runnable): void {
    this.next = next;
  }

  /** Resolves when rows are read, or the stream has failed and will be tried again in the background. */
  start(): Promise<void> {
    this.starting ??= this.startOnce().finally(() => {
      this.starting = null;
    });
    return this.starting;
  }

  /** With the bundle of `use`, from the first row on. */
  async restart(): Promise<void> {
    await this.starting;
    const { active } = this;
    this.memory.save(this.active?.alerts ?? null);
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
      const active = await setUpStream(this.next, this.config, this.desired, this.around);
      signal.throwIfAborted();
      this.begin(active);
      await this.startSource(active);
      for (const watcher of this.watchers) watcher.started();
    } catch (error) {
      if (signal.aborted) return;
      if (!isExpected(error)) throw error;
      const other = this.otherBundle(error);
      if (other === null) return this.giveUp(error);
      this.next = other;
      await this.startOnce();
    }
  }

  /** A bundle that is broken for good gives way to one that was good before. */
  private otherBundle(error: ExpectedError): Runnable | null {
    if (error instanceof SourceError) return null;
    for (const watcher of this.watchers) {
      const other = watcher.bundleFailed(error);
      if (other !== null) return other;
    }
    return null;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.active?.source.stop();
    await this.settling;
    this.memory.save(this.active?.alerts ?? null);
  }

  get isRunning(): boolean {
    return this.active !== null;
  }

  /** What the next start takes. */
  get intended(): Runnable {
    return this.next;
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
    this.second = new SecondModel(model, compare, false, this.standing.now.phase === 'stale');
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
    if (this.memory.isOld) this.memory.save(this.active?.alerts ?? null);
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
    if (this.active === null)
      throw new Error(this.standing.now.text ?? 'the stream is not running');
    const test = await runGolden(this.around.detector, this.active);
    if (!test.ok) throw new Error(test.detail);
    return test.detail;
  }

  /**
   * "This is the new normal", or back to the bundle's own; after the windows that are under way.
   * @throws Error in words when there is no detector, or nothing that a zero could be taken from
   */
  async reset(mode: ResetMode, by: string): Promise<string> {
    const { active } = this;
    if (active === null) throw new Error(this.standing.now.text ?? 'the stream is not running');
    const before = this.settling;
    const done = before.then(() => this.resetNow(active, mode, by));
    this.settling = Promise.allSettled([done]).then(() => before);
    return await done;
  }

  report(): StreamReport {
    return reportOf(this.config, this.active, this.standing.now);
  }

  private get models(): readonly StreamModel[] {
    return [this.active, this.second?.model ?? null].flatMap((model) => model ?? []);
  }

  private begin(active: ActiveStream): void {
    const { clock, storedMemory } = this.around;
    const { alerts } = active;
    this.active = active;
    this.memory.keep(alerts, alerts.restore(storedMemory(this.config.name), clock.now()), null);
    this.standing.set(fine('filling'));
  }

  private replace(ready: ReadyBundle): StreamModel {
    const { active } = this;
    if (active === null) throw new Error(`stream ${this.config.name} is not running`);
    const model = joinWork(active, ready, this.config, this.desired, this.around);
    // A row that has come is seen by it too: they are of one release, and so is what they read.
    this.active = { ...model, windows: active.windows, source: active.source };
    return this.active;
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
        if (error.effect === 'interrupted') this.standing.interrupted(error);
        if (error.effect === 'rejected') log.warn(`stream ${name}: ${error.message}`);
      },
      onRecovered: () => {
        this.standing.goesOn();
        log.info(`stream ${name}: rows come again`);
      },
      onEnd: () => log.info(`stream ${name}: the recording has ended`),
    });
  }

  /** What it was reading is over; everything is set up anew after a while. */
  private giveUp(error: ExpectedError): void {
    this.memory.save(this.active?.alerts ?? null);
    this.active = null;
    this.second = null;
    this.standing.goesOn();
    this.standing.failed(error);
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
    const most = largestQueue(sizeOf(active.bundle.manifest.input), maxUnderWay);
    return this.underWay >= most ? this.settling : undefined;
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
      const judge = await this.rescue.judge(active, step.window, found);
      this.underWay -= 1;
      this.around.answered(this.config.name, judge.model, judge.verdict, arrivedMs);
      if (judge.model !== active) return this.settle(judge.model, step, judge.verdict);
      // What was scored against another zero says nothing of this one.
      const isCurrent = active.alerts.zeroOffset === zeroOffset;
      return this.settle(active, step, isCurrent ? found : { kind: 'notScored' });
    });
    this.settling = settled.then(() => {});
    return settled;
  }

  private settle(active: StreamModel, step: WindowStep, verdict: Verdict | null): Outcome | null {
    const { alerts, blocks, recentRows } = active;
    const { window, transitions } = step;
    const records = [...alerts.onSensors(transitions, window?.at ?? this.around.clock.now())];
    if (window === null || verdict === null) {
      this.memory.keep(alerts, records, window);
      return null;
    }
    const scored = { window, verdict };
    const judged = alerts.onWindow(scored);
    recentRows.push(window);
    const full = blocks.add(scored, judged.statistic, judged.level);
    if (full !== null) this.around.recordScores(full);
    this.standing.after(window, verdict);
    this.memory.keep(alerts, [...records, ...judged.records], window);
    const outcome = { verdict, above: isAbove(judged) };
    for (const watcher of this.watchers) watcher.judged(outcome, active);
    return outcome;
  }

  /** After the last window of the one and before the first of the other. */
  private handOver(from: StreamModel, to: StreamModel): void {
    if (this.rescue.hasLeft(from)) return;
    const rest = from.blocks.take();
    if (rest !== null) this.around.recordScores(rest);
    to.alerts.takeOver(from.alerts);
    this.memory.store([], null, to.alerts.memory());
  }

  private resetNow(active: ActiveStream, mode: ResetMode, by: string): string {
    const { alerts } = active;
    const reset = { mode, by, at: this.around.clock.now() };
    const records = alerts.reset(
      reset,
      mode === 'rezero' ? newZero(active) : mode === 'restore' ? null : alerts.zeroOffset,
    );
    this.memory.keep(alerts, records, null);
    // The asset is the same, whichever bundle looks at it.
    for (const other of this.models)
      if (other.alerts !== alerts) other.alerts.follow(alerts, reset);
    return records.flatMap((record) => (record.type === 'adapted' ? record.detail : [])).join(' ');
  }
}
