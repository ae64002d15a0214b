import { fullJitterMs } from '@lookout/shared/protocol/back-off';
import type { Command } from '@lookout/shared/protocol/commands';
import { unknownMachine } from '@lookout/shared/protocol/load';
import type { Status, StreamReport } from '@lookout/shared/protocol/presence';
import type { EventRecord } from '@lookout/shared/protocol/records';
import type { InstalledBundle, ReleaseReport } from '@lookout/shared/protocol/release-phase';
import { mixSeed, Random } from '@lookout/shared/simulator/random';
import type { Link } from './download.ts';
import { EventQueue } from './event-queue.ts';
import type { SimulatedDevice } from './fleet-plan.ts';
import { Install } from './install.ts';
import { type Heard, Line, messageOf } from './line.ts';
import { ownBundle, ownVariant } from './own-bundle.ts';
import { Placing } from './placing/placing.ts';
import { ownVariants, providersOf } from './placing/profiles.ts';
import { alertPair, commonOf, scoreBlock } from './records.ts';
import type { Subject } from './subject.ts';

export interface DeviceSurroundings {
  readonly url: string;
  readonly subject: Subject;
  readonly link: Link;
  readonly installMs: number;
  /** Between two load samples. */
  readonly loadEveryMs?: number;
  readonly now: () => number;
  readonly after: (delayMs: number, act: () => void) => () => void;
  readonly onPhase: (device: SimulatedDevice, report: ReleaseReport) => void;
  readonly onBlock: (payloadBytes: number) => void;
}

const usualLoadEveryMs = 30_000;
const backOff = { firstMs: 1_000, mostMs: 60_000 };
const bootId = 'simulated';

/** A device of protocol.md without a detector: presence, releases, and whatever else it is made to say. */
export class Device {
  readonly install: Install;
  /** Null: its agent knows of no placement. */
  private readonly placing: Placing | null;
  private readonly random: Random;
  private readonly events: EventQueue<EventRecord>;
  private readonly scoresQueue: string;
  private scoreSeq = 0;
  private line: Line | null = null;
  private session: number;
  private generation = 0;
  private attempt = 0;
  private earlierBytes = 0;
  private wanted = false;
  private asleep = false;
  private isSilent = false;
  private callOffs: (() => void)[] = [];
  private opening: Promise<void> = Promise.resolve();

  constructor(
    readonly plan: SimulatedDevice,
    private readonly secret: string,
    private readonly around: DeviceSurroundings,
    run: string,
  ) {
    this.random = new Random(mixSeed(plan.seed, 3));
    this.events = new EventQueue(`sim-${run}-events`);
    this.scoresQueue = `sim-${run}-scores`;
    this.session = Math.floor(around.now() / 1000);
    const { fate } = plan;
    this.install = new Install(
      { device: plan.id, stream: around.subject.stream },
      { release: null, bundle: ownBundle, variant: ownVariant },
      { fate, random: this.random, link: around.link, installMs: around.installMs },
      {
        now: around.now,
        after: around.after,
        ask: (request) => this.line?.say('blocksRequest', request),
        changed: (report) => this.phaseChanged(report),
        progressed: () => this.tellReported(),
        fallSilent: () => this.fallSilent(),
      },
    );
    this.placing = this.placingOf(plan);
    this.placing?.installed(this.install.runs, ownVariants(plan.gpu ?? 'none'));
  }

  private placingOf({ gpu: kind, seed }: SimulatedDevice): Placing | null {
    if (kind === undefined) return null;
    const { stream, periodMs: strideMs } = this.around.subject;
    return new Placing(
      { stream, strideMs, seed, kind },
      {
        now: this.around.now,
        after: (delayMs, act) => this.later(delayMs, act),
        changed: () => this.tellReported(),
      },
    );
  }

  /** What its scores are of. */
  private get runs(): InstalledBundle {
    const { runs } = this.install;
    const placed = this.placing?.runs ?? null;
    return placed === null
      ? runs
      : { release: runs.release, bundle: placed.bundle, variant: placed.variant };
  }

  get online(): boolean {
    return this.line !== null;
  }

  get silent(): boolean {
    return this.isSilent;
  }

  get sleeping(): boolean {
    return this.asleep;
  }

  /** Events that the hub has not acknowledged. */
  get waitingEvents(): number {
    return this.events.size;
  }

  get wireBytes(): number {
    return this.earlierBytes + (this.line?.wireBytes ?? 0);
  }

  /** Resolves after the first attempt to connect, if it is awake. */
  async start(): Promise<void> {
    this.wanted = true;
    const { sleep } = this.plan;
    if (sleep !== null) this.liveBy(sleep, sleep.phaseMs);
    this.opening = this.asleep ? Promise.resolve() : this.connect();
    await this.opening;
  }

  async stop(): Promise<void> {
    this.wanted = false;
    for (const callOff of this.callOffs.splice(0)) callOff();
    await this.opening;
    const { line } = this;
    this.line = null;
    await line?.end(this.status(false));
  }

  /** Some windows, scored. */
  sendScores(windows: number): void {
    this.scoreSeq += 1;
    const block = scoreBlock(this.around.subject, this.random, {
      ...{ seq: this.scoreSeq, at: this.around.now(), windows, runs: this.runs },
    });
    this.line?.say('scores', { queueId: this.scoresQueue, blocks: [block] });
  }

  /** An alert that is raised and cleared again. */
  sendAlert(): void {
    const id = { alertId: crypto.randomUUID(), at: this.around.now(), bootId };
    for (const make of alertPair(this.around.subject, this.random, this.runs, id)) this.tell(make);
  }

  private liveBy(sleep: NonNullable<SimulatedDevice['sleep']>, atMs: number): void {
    const { awakeMs, asleepMs } = sleep;
    this.asleep = atMs >= awakeMs;
    const untilMs = this.asleep ? awakeMs + asleepMs - atMs : awakeMs - atMs;
    this.later(untilMs, () => {
      const wakes = this.asleep;
      this.liveBy(sleep, wakes ? 0 : awakeMs);
      if (wakes) this.opening = this.connect();
      else this.opening = this.goodNight();
    });
  }

  private async goodNight(): Promise<void> {
    const { line } = this;
    this.line = null;
    this.earlierBytes += line?.wireBytes ?? 0;
    await line?.end(this.status(false));
  }

  private async connect(): Promise<void> {
    if (!this.wanted || this.asleep || this.isSilent || this.line !== null) return;
    this.session += 1;
    const { url } = this.around;
    const address = { site: this.plan.site, device: this.plan.id };
    try {
      const line = await Line.open(
        { url, address, secret: this.secret, will: this.status(false) },
        (heard) => this.hear(heard),
      );
      this.attempt = 0;
      this.line = line;
      line.onClosed(() => this.lost(line));
      this.greet(line);
    } catch {
      this.tryAgain();
    }
  }

  private greet(line: Line): void {
    line.say('status', this.status(true));
    this.tellReported();
    for (const records of this.events.messages())
      line.say('events', { queueId: this.events.queueId, records });
    this.tellLoad();
    this.install.reconnected();
  }

  private lost(line: Line): void {
    if (this.line !== line) return;
    this.earlierBytes += line.wireBytes;
    this.line = null;
    this.tryAgain();
  }

  private tryAgain(): void {
    const waitMs = fullJitterMs(this.attempt, this.random.uniform(), backOff);
    this.attempt += 1;
    this.later(waitMs, () => {
      this.opening = this.connect();
    });
  }

  private fallSilent(): void {
    this.isSilent = true;
    this.line?.cut();
  }

  private hear({ kind, parts, payload }: Heard): void {
    if (kind === 'blocks') {
      this.around.onBlock(payload.length);
      this.install.block(parts[0] ?? '', Number(parts[1]), messageOf('blocks', payload));
    } else if (kind === 'desired' && payload.length > 0) {
      const desired = messageOf('desired', payload);
      if (desired.generation < this.generation) return;
      const isNew = desired.generation > this.generation;
      this.generation = desired.generation;
      this.install.hear(desired);
      this.placing?.hear(desired.streams[this.around.subject.stream]?.placement);
      if (isNew) this.tellReported();
    } else if (kind === 'eventsAck') {
      const { queueId, ranges } = messageOf('eventsAck', payload);
      if (queueId === this.events.queueId) this.events.acknowledge(ranges);
    } else if (kind === 'commands') this.obey(messageOf('commands', payload));
  }

  private obey({ id: commandId, type }: Command): void {
    const measured = type === 'profile' ? (this.placing?.profile() ?? null) : null;
    const detail = measured ?? 'A simulated device has nothing to do it to.';
    this.tell((seq) => ({
      ...{ type: 'commandResult', ...commonOf(seq, this.around.now(), bootId), commandId },
      ...{ ok: measured !== null, detail },
    }));
  }

  private phaseChanged(report: ReleaseReport): void {
    const { sequence, release, variant, phase, reason, figures } = report;
    const { stream } = this.around.subject;
    if (phase === 'COMMITTED') this.place();
    this.tellReported();
    this.tell((seq) => ({
      ...{ type: 'phase', ...commonOf(seq, report.since, bootId), stream },
      ...{ sequence, release, variant, phase, reason, figures },
    }));
    this.around.onPhase(this.plan, report);
  }

  private place(): void {
    const { runs, variants } = this.install;
    const own = ownVariants(this.plan.gpu ?? 'none');
    this.placing?.installed(runs, runs.release === null ? own : variants);
  }

  private tell(make: (seq: number) => EventRecord): void {
    const record = this.events.add(make);
    this.line?.say('events', { queueId: this.events.queueId, records: [record] });
  }

  private tellLoad(): void {
    const temperatureC = 45 + 5 * this.random.normal();
    const cpuPercent = 20 + 10 * this.random.uniform();
    this.line?.say('load', {
      ...unknownMachine,
      ...{ at: this.around.now(), cpuPercent, temperatureC, diskFreeBytes: 8e9 },
      ...{ memoryUsedBytes: 3e8, memoryTotalBytes: 4e9, inferenceP50Us: 800, inferenceP95Us: 1200 },
      outbox: { eventRecords: this.events.size, scoreRecords: 0, bytes: 0, oldestAt: null },
      ...this.placing?.sample(),
    });
    const { line } = this;
    this.later(this.around.loadEveryMs ?? usualLoadEveryMs, () => {
      if (this.line === line && line !== null) this.tellLoad();
    });
  }

  private tellReported(): void {
    this.line?.say('reported', {
      ...{ observedGeneration: this.generation, at: this.around.now(), streams: [this.stream()] },
      capabilities: {
        ...{
          providers: [...providersOf(this.plan.gpu ?? 'none')],
          unusableProviders: [],
          cpuCount: 4,
          memoryBytes: 4e9,
          arch: 'arm64',
        },
        ...{ model: 'simulated', board: null },
      },
    });
  }

  private stream(): StreamReport {
    const { stream: name, channels, windowLength, periodMs } = this.around.subject;
    const { bundle, variant } = this.runs;
    const provider = this.placing?.runs?.provider ?? 'cpu';
    return {
      ...{ name, area: null, source: 'simulator', modelDigest: bundle, modelName: 'simulated' },
      ...{ variant, provider, providerReason: null, windowLength, periodMs },
      ...{ channels: [...channels], threshold: 6, judgement: null, phase: 'scoring' },
      ...{ errorCode: null, errorText: null, faults: [], activeFault: null },
      ...{ release: this.install.report, placement: this.placing?.report ?? null },
    };
  }

  private status(online: boolean): Status {
    const { session } = this;
    return { online, session, bootId, agentVersion: 'simulated', at: this.around.now() };
  }

  private later(delayMs: number, act: () => void): void {
    const callOff = this.around.after(delayMs, () => {
      this.callOffs = this.callOffs.filter((it) => it !== callOff);
      if (this.wanted) act();
    });
    this.callOffs.push(callOff);
  }
}
