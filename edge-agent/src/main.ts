import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { MessageOf } from '@lookout/shared/protocol/messages';
import {
  Desired,
  type Reported,
  type Status,
  type StreamReport,
} from '@lookout/shared/protocol/presence';
import { agentVersion } from './agent-version.ts';
import { type StreamRecord, stopStream } from './alert/stream-alerts.ts';
import type { AgentConfig } from './config/config.ts';
import { readAuthority } from './config/read-authority.ts';
import { Detectors } from './detect/detectors.ts';
import type { ChildModule } from './detect/inference-process.ts';
import { deviceCommands } from './device-commands.ts';
import { DeviceLoad } from './device-load.ts';
import { devicePlacements, type PlacementOptions } from './device-placements.ts';
import { deviceReleases } from './device-releases.ts';
import { eventBody } from './event-body.ts';
import { capabilitiesOf, clockQuality, readBootId } from './load/machine.ts';
import { Fetcher } from './model/fetch/fetcher.ts';
import { BundleStore } from './model/store/bundle-store.ts';
import { lockFolder } from './outbox/folder-lock.ts';
import { windowOf } from './outbox/lanes.ts';
import { defaultOutboxLimits } from './outbox/limits.ts';
import { Outbox } from './outbox/outbox.ts';
import type { RecordStamp } from './outbox/record-body.ts';
import type { Placements } from './placements.ts';
import { RawCapture } from './raw-capture.ts';
import type { ReleaseParts } from './release-parts.ts';
import type { Releases } from './releases.ts';
import { systemClock } from './source/clock.ts';
import { StreamRunner } from './stream-runner.ts';
import type { CommandRunner } from './uplink/commands.ts';
import type { HeardKind } from './uplink/connection.ts';
import { nextSessionNumber } from './uplink/session-number.ts';
import { Uplink } from './uplink/uplink.ts';
import type { Window } from './window/window.ts';

export interface AgentLog {
  info(message: string): void;
  warn(message: string): void;
}

export interface AgentOptions {
  readonly log: AgentLog;
  /** The inference process; its built module by default. */
  readonly child?: ChildModule;
  /** Others than the device's own. */
  readonly releases?: Partial<ReleaseParts>;
  readonly placement?: PlacementOptions;
  /** How often gathered scores leave. */
  readonly scoresEveryMs?: number;
  readonly loadEveryMs?: number;
}

type Hearing = {
  readonly [K in HeardKind]: (message: MessageOf<K>, parts: readonly string[]) => void;
};

const outboxTickMs = 250;
const monotonicMs = () => performance.now();

const alertKey = (stream: string) => `alert/${stream}`;
const streamOfKey = (key: string) => key.slice(alertKey('').length);
const desiredKey = 'desired';

/**
 * Everything, wired: source → window → detect → alert → outbox → uplink, and back from the hub. The only
 * place that sees all rooms.
 */
export class Agent {
  private readonly clock = systemClock;
  private readonly bootId: string;
  private readonly session: number;
  private readonly unlock: () => void;
  private readonly outbox: Outbox;
  private readonly detector: Detectors;
  private readonly uplink: Uplink;
  private readonly streams: readonly StreamRunner[];
  private readonly releases: Releases;
  private readonly placements: Placements;
  private readonly raw: RawCapture;
  private readonly commands: CommandRunner;
  private readonly bundles: BundleStore;
  private readonly fetcher: Fetcher;
  private readonly machine: DeviceLoad;
  private desired: Desired | null = null;
  private publishedStreams = '';
  private timers: NodeJS.Timeout[] = [];
  private stopped: Promise<void> | null = null;

  /** @throws FolderError | QueueError | ConfigError when data folder or hub.ca cannot be had */
  constructor(
    private readonly config: AgentConfig,
    private readonly options: AgentOptions,
  ) {
    const { log, child } = options;
    this.unlock = lockFolder(config.dataDir, process.pid);
    this.bootId = readBootId(config.machine.root) ?? randomUUID();
    this.session = nextSessionNumber(config.dataDir, this.clock.now());
    this.outbox = this.openOutbox();
    this.detector = new Detectors({
      warn: (message) => log.warn(message),
      runtime: config.runtime.onnxruntime,
      died: (busyWith, how) => this.releases.processDied(busyWith, how),
      ...(child === undefined ? {} : { child }),
    });
    this.machine = new DeviceLoad(
      { ...config.machine, dataFolder: config.dataDir, nowMs: () => performance.now() },
      config.streams.map(({ name }) => name),
      (stream, bundle) => this.placements.variantName(stream, bundle),
    );
    this.raw = this.makeRawCapture();
    this.streams = config.streams.map((stream) => this.makeStream(stream));
    this.bundles = new BundleStore(join(config.dataDir, 'bundles'));
    this.fetcher = new Fetcher({
      store: this.bundles,
      request: (message) => this.uplink.publish('blocksRequest', message),
      ...{ wait: this.clock.wait, random: Math.random, monotonicMs },
    });
    this.releases = deviceReleases({
      ...{ config, streams: this.streams, detector: this.detector, outbox: this.outbox, log },
      ...{ delivery: this.fetcher, bundles: this.bundles, options: options.releases ?? {} },
      ...{ placements: () => this.placements, stamp: () => this.stamp(), clock: this.clock },
      changed: () => this.uplink.publishReported(),
    });
    this.placements = devicePlacements({
      ...{ config, streams: this.streams, detector: this.detector, releases: this.releases },
      ...{ delivery: this.fetcher, bundles: this.bundles, ...options.releases, clock: this.clock },
      ...{ log, options: options.placement ?? {} },
      changed: () => this.uplink.publishReported(),
    });
    this.commands = deviceCommands({
      placements: this.placements,
      ...{ streams: this.streams, raw: this.raw, outbox: this.outbox },
      ...{ stamp: () => this.stamp(), now: this.clock.now },
    });
    this.uplink = this.makeUplink();
  }

  /** Resolves when every stream is read or has failed. */
  async start(): Promise<void> {
    const { log, scoresEveryMs = 1_000, loadEveryMs = 5_000 } = this.options;
    this.releases.restore();
    this.placements.restore();
    this.applyStored();
    this.endForgottenStreams();
    this.detector.start();
    this.machine.start();
    this.uplink.start();
    this.timers = [
      setInterval(() => {
        this.outbox.tick();
        this.raw.tick();
      }, outboxTickMs),
      setInterval(() => this.tick(), scoresEveryMs),
      setInterval(() => {
        const load = this.machine.sample(this.clock.now(), this.outbox.depth());
        this.uplink.publishLoad(load);
        this.placements.sampled(load);
      }, loadEveryMs),
    ];
    await Promise.all(
      this.streams.map(async (stream) => {
        await stream.start();
        this.releases.begin(stream.config.name);
      }),
    );
    const running = this.streams.filter((stream) => stream.isRunning).length;
    const { site, device } = this.config;
    log.info(`watching ${running} of ${this.streams.length} streams as ${site}/${device}`);
  }

  /** Ids of the inference processes, the CPU's first. */
  get processes(): readonly number[] {
    return this.detector.pids;
  }

  /** Stops in the order in which data flows, so that nothing that was read is left unrecorded. */
  stop(): Promise<void> {
    this.stopped ??= this.stopOnce();
    return this.stopped;
  }

  private async stopOnce(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.releases.halt();
    this.placements.halt();
    await Promise.all(this.streams.map((stream) => stream.stop()));
    this.recordScores();
    await this.detector.stop();
    await this.machine.stop();
    await this.releases.stopped();
    await this.placements.stopped();
    await this.uplink.stop();
    this.raw.close();
    this.outbox.close();
    this.unlock();
  }

  private openOutbox(): Outbox {
    const { dataDir, outbox } = this.config;
    return new Outbox({
      folder: dataDir,
      limits: {
        ...defaultOutboxLimits,
        maxBytes: outbox.maxBytes,
        maxScoreAgeMs: outbox.maxAgeHours * 3_600_000,
      },
      now: this.clock.now,
      newQueueId: randomUUID,
      stamp: () => this.stamp(),
      warn: (message) => this.options.log.warn(message),
    });
  }

  private makeRawCapture(): RawCapture {
    const { dataDir, capture } = this.config;
    return new RawCapture({
      config: capture,
      dataDir,
      now: this.clock.now,
      newId: randomUUID,
      warn: (message) => this.options.log.warn(message),
      send: (id, index, chunk) => this.uplink.publish('capture', chunk, [id, String(index)]),
      mayBegin: () => this.outbox.isQuiet,
    });
  }

  private makeStream(config: AgentConfig['streams'][number]): StreamRunner {
    return new StreamRunner(config, {
      detector: this.detector,
      clock: this.clock,
      random: Math.random,
      newId: randomUUID,
      monotonicMs,
      answered: (...answer) => this.machine.answered(...answer),
      storedMemory: (stream) => this.outbox.note(alertKey(stream)),
      record: (...record) => this.record(...record),
      keepRow: (...row) => this.raw.keep(...row),
      recordScores: (block) => this.outbox.recordScores([block]),
      log: this.options.log,
    });
  }

  private makeUplink(): Uplink {
    const { site, device, hub } = this.config;
    return new Uplink({
      address: { site, device },
      broker: {
        url: hub.url,
        device,
        secret: hub.secret,
        ca: hub.caFile === null ? null : readAuthority(hub.caFile),
      },
      hooks: {
        status: (online) => this.status(online),
        reported: () => this.reported(),
        connected: (receiveMaximum) => {
          this.outbox.connected({
            send: ({ kind, message }) => this.uplink.publish(kind, message),
            // One packet is left free for `reported`.
            window: windowOf(receiveMaximum === null ? null : receiveMaximum - 1),
          });
          this.fetcher.connected();
          this.placements.connected(true);
        },
        disconnected: () => {
          this.outbox.disconnected();
          this.placements.connected(false);
        },
        heard: (kind, message, parts) => this.hearing[kind](message, parts),
      },
      log: this.options.log,
      monotonicMs,
      random: Math.random,
    });
  }

  private readonly hearing: Hearing = {
    desired: (desired) => {
      this.apply(desired);
      this.outbox.recordEvents([], [{ key: desiredKey, value: JSON.stringify(desired) }]);
      this.uplink.publishReported();
    },
    commands: (command) => void this.commands.run(command),
    eventsAck: (ack) => this.outbox.acknowledge(ack),
    scoresAck: (ack) => this.outbox.acknowledge(ack),
    blocks: (bytes, parts) => this.fetcher.heard(parts, bytes),
  };

  private apply(desired: Desired): void {
    this.desired = desired;
    for (const stream of this.streams)
      stream.applyPolicy(desired.streams[stream.config.name]?.policy ?? null);
    this.releases.apply(desired);
    this.placements.apply(desired);
  }

  /** What the hub wished before the restart holds until it is heard again. */
  private applyStored(): void {
    const stored = this.outbox.note(desiredKey);
    const known = Desired.safeParse(stored === null ? null : JSON.parse(stored));
    if (known.success) this.apply(known.data);
  }

  /** Alerts of streams that are no longer configured must not stand for ever. */
  private endForgottenStreams(): void {
    const names = new Set(this.streams.map(({ config }) => alertKey(config.name)));
    for (const { key, value } of this.outbox.storedNotes(alertKey('')))
      if (!names.has(key))
        this.record(streamOfKey(key), stopStream(value, this.clock.now()), null, null);
  }

  private record(
    stream: string,
    records: readonly StreamRecord[],
    window: Window | null,
    memory: string | null,
  ): void {
    const common = { stream, sourceAt: window?.sourceAt ?? null, ...this.stamp() };
    this.outbox.recordEvents(
      records.map((record) => eventBody(record, common)),
      [{ key: alertKey(stream), value: memory }],
    );
  }

  private tick(): void {
    for (const stream of this.streams) stream.tick();
    this.releases.tick();
    this.placements.tick();
    this.recordScores();
    const streams = JSON.stringify(this.streamReports());
    if (streams !== this.publishedStreams) this.uplink.publishReported();
  }

  /** All streams' blocks in one transaction and, mostly, one message. */
  private recordScores(): void {
    this.outbox.recordScores(this.streams.flatMap((stream) => stream.takeScores() ?? []));
  }

  private stamp(): RecordStamp {
    return {
      bootId: this.bootId,
      clock: clockQuality(this.config.machine.root),
      clockOffsetMs: null,
    };
  }

  private status(online: boolean): Status {
    const { session, bootId } = this;
    return { online, session, bootId, agentVersion, at: this.clock.now() };
  }

  private reported(): Reported {
    const streams = this.streamReports();
    this.publishedStreams = JSON.stringify(streams);
    return {
      observedGeneration: this.desired?.generation ?? 0,
      at: this.clock.now(),
      streams,
      capabilities: capabilitiesOf(this.config.machine.root, this.placements.providers),
    };
  }

  private streamReports(): StreamReport[] {
    return this.streams.map((stream) => ({
      ...stream.report(),
      release: this.releases.report(stream.config.name),
      placement: this.placements.report(stream.config.name),
    }));
  }
}
