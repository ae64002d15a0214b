import { readFile } from 'node:fs/promises';
import { fullJitterMs } from '@lookout/shared/protocol/back-off';
import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import type { MqttSourceConfig } from '../../config/mqtt-schema.ts';
import { nextBeat } from '../beat.ts';
import type { Clock } from '../clock.ts';
import { Rejections } from '../rejections.ts';
import type { Source, SourceListener } from '../source.ts';
import { SourceError } from '../source-error.ts';
import { type BrokerAddress, runSession } from './broker-session.ts';
import { LatestValues } from './latest-values.ts';
import { messageTime } from './message-time.ts';
import { MqttMapping } from './mqtt-mapping.ts';

export interface MqttSourceOptions {
  readonly config: MqttSourceConfig;
  /** Null: the channels that the configuration names. */
  readonly channels: readonly ChannelInfo[] | null;
  readonly periodMs: number;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const backOff = { firstMs: 1_000, mostMs: 60_000 };
/** A connection that held so long was sound: the next outage is a new one. */
const stableMs = 30_000;

/** Reads a plant's own broker. A broker that is away is waited for; messages of no use are counted. */
export class MqttSource implements Source {
  readonly kind = 'mqtt';
  readonly faults = [];
  readonly activeFault = null;
  readonly channels: readonly ChannelInfo[];
  private readonly mapping: MqttMapping;
  private readonly rowsByClock: boolean;
  private stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: MqttSourceOptions) {
    const { config } = options;
    this.channels =
      options.channels ??
      Object.entries(config.channels).map(([name, { unit }]) => ({ name, unit }));
    this.mapping = new MqttMapping(config, this.channels);
    this.rowsByClock = config.rows === 'auto' ? arriveApart(config) : config.rows === 'clock';
  }

  async start(listener: SourceListener): Promise<void> {
    const address = await this.address();
    this.stopping = new AbortController();
    const { signal } = this.stopping;
    const latest = new LatestValues(this.channels.map(({ name }) => this.staleMs(name)));
    const work = [this.keepConnected(address, latest, listener, signal)];
    if (this.rowsByClock) work.push(this.beat(latest, listener, signal));
    this.running = Promise.all(work);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async keepConnected(
    address: BrokerAddress,
    latest: LatestValues,
    listener: SourceListener,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, random } = this.options;
    const rejections = new Rejections((error) => listener.onError(error));
    let attempt = 0;
    let told = false;
    while (!signal.aborted) {
      let subscribedMs: number | null = null;
      const onSubscribed = () => {
        subscribedMs = clock.now();
        if (told) listener.onRecovered?.();
        told = false;
      };
      const onMessage = (topic: string, payload: Uint8Array, retained: boolean) => {
        if (!signal.aborted) this.take(topic, payload, retained, latest, listener, rejections);
      };
      const error = await runSession(address, { onSubscribed, onMessage }, signal);
      if (error === null || signal.aborted) return;
      // One report per outage: the attempts in between say nothing new.
      if (!told) listener.onError(error);
      told = true;
      if (subscribedMs !== null && clock.now() - subscribedMs >= stableMs) attempt = 0;
      await clock.wait(fullJitterMs(attempt++, random(), backOff), signal);
    }
  }

  private take(
    topic: string,
    payload: Uint8Array,
    retained: boolean,
    latest: LatestValues,
    listener: SourceListener,
    rejections: Rejections,
  ): void {
    const { config, clock } = this.options;
    const arrivedMs = clock.now();
    const extract = this.mapping.extract(topic, payload);
    if ('error' in extract) {
      rejections.reject('badPayload', `topic ${topic}: ${extract.error}`);
      return;
    }
    // A retained message is as old as its time says; without one it may be of last year.
    if (retained && !(Math.abs(arrivedMs - (extract.timeMs ?? 0)) <= config.staleMs)) return;
    latest.update(extract.readings, arrivedMs);
    if (this.rowsByClock) return;
    const { skewMs, ...time } = messageTime(extract.timeMs, arrivedMs, config.maxSkewMs);
    if (skewMs !== null)
      rejections.reject(
        'clockSkew',
        `topic ${topic}: the sender's clock is ${Math.round(skewMs / 1000)} s off; its rows count as of their arrival`,
      );
    const values = latest.row(arrivedMs);
    if (values !== null) void listener.onSample({ ...time, values });
  }

  /** A row every period from what came last, for channels that arrive apart. */
  private async beat(latest: LatestValues, listener: SourceListener, signal: AbortSignal) {
    const { clock, periodMs } = this.options;
    let dueMs = clock.now();
    while (!signal.aborted) {
      dueMs = nextBeat(dueMs, periodMs, clock.now());
      await clock.wait(dueMs - clock.now(), signal);
      if (signal.aborted) return;
      const values = latest.row(clock.now());
      if (values !== null) void listener.onSample({ at: dueMs, sourceAt: null, values });
    }
  }

  private staleMs(channel: string): number {
    const { config } = this.options;
    return config.channels[channel]?.staleMs ?? config.staleMs;
  }

  private async address(): Promise<BrokerAddress> {
    const { config, random } = this.options;
    const own = this.channels.flatMap(({ name }) => config.channels[name]?.topic ?? []);
    const { username, password } = config;
    return {
      url: config.url,
      topics: [...new Set([...config.topics, ...own])],
      qos: config.qos,
      options: {
        clientId: config.clientId ?? `lookout-${random().toString(36).slice(2, 10)}`,
        ...(username === null ? {} : { username }),
        ...(password === null ? {} : { password }),
        ...(config.ca === null ? {} : { ca: [await readCa(config.ca)] }),
      },
    };
  }
}

/** With one exact topic every message can hold the whole row; otherwise the channels arrive apart. */
const arriveApart = ({ shape, topics, channels }: MqttSourceConfig): boolean =>
  shape === 'topicPerChannel' ||
  topics.length !== 1 ||
  /[+#]/.test(topics[0] ?? '') ||
  Object.values(channels).some(({ topic }) => topic !== null && topic !== topics[0]);

async function readCa(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new SourceError('fileUnreadable', 'stopped', `${file}: cannot be read (source.ca)`);
  }
}
