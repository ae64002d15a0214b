import { BundleError } from '@lookout/shared/bundle/bundle-error';
import type { ResetMode } from '@lookout/shared/detector/decision/reset';
import { settingsOf } from '@lookout/shared/detector/decision/settings';
import type { DetectionPolicy, StreamReport } from '@lookout/shared/protocol/presence';
import type { StreamRecord } from './alert/stream-alerts.ts';
import { addZeroBack, subtractZero, type ZeroOffset } from './alert/zero-offset.ts';
import type { Layout } from './capture/row-buffer.ts';
import type { StreamConfig } from './config/schema.ts';
import { DetectError } from './detect/detect-error.ts';
import type { Verdict } from './detect/scored-window.ts';
import type { LatencyWindow } from './load/percentiles.ts';
import type { Note } from './outbox/queue.ts';
import type { ScoreBody } from './outbox/record-body.ts';
import type { Sample } from './source/source.ts';
import { SourceError } from './source/source-error.ts';
import { type ActiveStream, runGolden, type SetupTools, setUpStream } from './stream-setup.ts';
import { fine, type Standing, standingOf } from './stream-standing.ts';
import type { Window } from './window/window.ts';
import type { WindowStep } from './window/window-builder.ts';

/** What a stream needs of the agent around it. */
export interface StreamSurroundings extends SetupTools {
  readonly latencies: LatencyWindow;
  /** The memory that an earlier run left, see `StreamAlerts.memory`. */
  readonly storedMemory: (stream: string) => string | null;
  /** Stores records and a note in one transaction. */
  readonly record: (
    stream: string,
    records: readonly StreamRecord[],
    window: Window | null,
    memory: Note['value'],
  ) => void;
  /** Every row as it came, before anything is made of it. */
  readonly keepRow: (stream: string, layout: Layout, sample: Sample) => void;
  /** A block that is full before it was taken. */
  readonly recordScores: (block: ScoreBody) => void;
  readonly log: { info(message: string): void; warn(message: string): void };
}

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

  constructor(
    readonly config: StreamConfig,
    private readonly around: StreamSurroundings,
  ) {}

  /** Resolves when rows are read, or the stream has failed and will be tried again in the background. */
  async start(): Promise<void> {
    const { signal } = this.stopping;
    try {
      const active = await setUpStream(this.config, this.desired, this.around);
      signal.throwIfAborted();
      this.begin(active);
      await this.startSource(active);
    } catch (error) {
      if (signal.aborted) return;
      if (!isExpected(error)) throw error;
      this.giveUp(error);
    }
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

  /** Once a second: says so when rows stay out. */
  tick(): void {
    const stale = this.active?.windows.check(this.around.clock.now()) ?? null;
    if (stale !== null) this.settleInOrder({ window: stale, transitions: [] });
    if (Math.abs(this.around.clock.now() - (this.saved?.at ?? 0)) >= saveEveryMs) this.save();
  }

  /** The scores that have gathered since they were last taken. */
  takeScores(): ScoreBody | null {
    return this.active?.blocks.take() ?? null;
  }

  /** Null: what the device's file and the bundle say. */
  applyPolicy(desired: DetectionPolicy | null): void {
    this.desired = desired;
    const { active, config } = this;
    if (active !== null)
      active.alerts.applySettings(settingsOf(active.bundle.manifest, desired, config.policy));
  }

  /** @throws Error in words when the source is no simulator or does not know the fault */
  inject(fault: string | null, severity: number, durationMs: number | null): string {
    const { name, source: config } = this.config;
    const source = this.active?.source;
    if (source?.inject === undefined)
      throw new Error(
        config.type === 'simulator'
          ? `stream ${name} is not running`
          : `stream ${name} reads ${config.type}: faults are injected into the simulator only`,
      );
    source.inject(fault, severity, durationMs);
    return fault === null ? 'the fault has ended' : `${fault} injected, severity ${severity}`;
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
    const { active, standing, config } = this;
    const manifest = active?.bundle.manifest;
    const channels = manifest?.input.channels ?? [];
    return {
      name: config.name,
      area: config.area,
      source: config.source.type,
      modelDigest: active?.bundle.digest ?? null,
      modelName: manifest?.name ?? null,
      variant: manifest?.variant ?? null,
      provider: active?.provider.provider ?? null,
      providerReason: active?.provider.reason ?? null,
      windowLength: manifest?.input.windowLength ?? null,
      periodMs: manifest?.input.periodMs ?? null,
      channels: channels.map(({ name, unit }) => ({ name, unit })),
      threshold: active?.alerts.level ?? null,
      judgement: active?.alerts.judgement ?? null,
      phase: standing.phase,
      errorCode: standing.code,
      errorText: standing.text?.slice(0, 512) ?? null,
      faults: [...(active?.source.faults ?? [])],
      activeFault: active?.source.activeFault ?? null,
      release: null,
    };
  }

  private begin(active: ActiveStream): void {
    const { clock, storedMemory } = this.around;
    const { alerts } = active;
    this.active = active;
    this.keep(alerts, alerts.restore(storedMemory(this.config.name), clock.now()), null);
    this.standing = fine('filling');
  }

  private startSource({ source, windows, bundle }: ActiveStream): Promise<void> {
    const { log, clock, keepRow } = this.around;
    const layout = bundle.manifest.input;
    const { name } = this.config;
    return source.start({
      onSample: (sample) => {
        keepRow(name, layout, sample);
        return this.settleInOrder(windows.push(sample, clock.now()));
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
    this.interruption = null;
    this.fail(error);
    const { signal } = this.stopping;
    void this.around.clock.wait(retryEveryMs, signal).then(() => {
      if (!signal.aborted) void this.start();
    });
  }

  /** @returns what a replay must wait for */
  private settleInOrder(step: WindowStep): Promise<void> | undefined {
    const { active } = this;
    if (active === null || (step.window === null && step.transitions.length === 0)) return;
    const { zeroOffset } = active.alerts;
    const verdict = step.window === null ? null : this.score(active, step.window);
    this.underWay += 1;
    this.settling = this.settling.then(async () => {
      const found = await verdict;
      // What was scored against another zero says nothing of this one.
      const isCurrent = active.alerts.zeroOffset === zeroOffset;
      this.settle(active, step, isCurrent ? found : { kind: 'notScored' });
      this.underWay -= 1;
    });
    return this.underWay >= maxUnderWay ? this.settling : undefined;
  }

  private async score({ alerts, bundle }: ActiveStream, window: Window): Promise<Verdict> {
    if (!window.quality.scored) return { kind: 'notScored' };
    const { zeroOffset } = alerts;
    const data = subtractZero(window.data, zeroOffset);
    try {
      const score = await this.around.detector.score(bundle.digest, data);
      return { kind: 'scored', score: addZeroBack(score, zeroOffset) };
    } catch (error) {
      if (!(error instanceof DetectError)) throw error;
      return { kind: 'failed', code: error.code, message: error.message };
    }
  }

  private settle(active: ActiveStream, step: WindowStep, verdict: Verdict | null): void {
    const { alerts, blocks, recentRows } = active;
    const { window, transitions } = step;
    const records = [...alerts.onSensors(transitions, window?.at ?? this.around.clock.now())];
    if (window !== null && verdict !== null) {
      const scored = { window, verdict };
      const judged = alerts.onWindow(scored);
      records.push(...judged.records);
      recentRows.push(window);
      const full = blocks.add(scored, judged.statistic, judged.level);
      if (full !== null) this.around.recordScores(full);
      if (verdict.kind === 'scored') this.around.latencies.add(verdict.score.latencyUs);
      this.standAfter(window, verdict);
    }
    this.keep(alerts, records, window);
  }

  private resetNow(active: ActiveStream, mode: ResetMode, by: string): string {
    const { alerts } = active;
    const records = alerts.reset(
      { mode, by, at: this.around.clock.now() },
      mode === 'rezero' ? newZero(active) : mode === 'restore' ? null : alerts.zeroOffset,
    );
    this.keep(alerts, records, null);
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

/** @throws Error in words */
function newZero({ alerts, recentRows, bundle }: ActiveStream): ZeroOffset {
  const faulty = alerts.faultyChannels;
  if (faulty.length > 0)
    throw new Error(`${faulty.join(', ')} cannot be believed: mend the sensor, then take its zero`);
  const means = bundle.manifest.input.channels.map(({ mean }) => mean);
  return recentRows.offsetFrom(means, alerts.alert?.since ?? null);
}

type ExpectedError = BundleError | DetectError | SourceError;

/** What stops one stream and is told in its report; anything else is a defect of ours. */
const isExpected = (error: unknown): error is ExpectedError =>
  error instanceof BundleError || error instanceof DetectError || error instanceof SourceError;
