import { decode, encode, PayloadError } from '@lookout/shared/protocol/codec';
import type { Load } from '@lookout/shared/protocol/load';
import {
  type DeviceAddress,
  type MessageKind,
  type MessageOf,
  messages,
  parseTopic,
  topicOf,
} from '@lookout/shared/protocol/messages';
import type { Reported, Status } from '@lookout/shared/protocol/presence';
import { backoffMs, stableAfterMs } from './backoff.ts';
import {
  type BrokerAccess,
  Connection,
  type HeardKind,
  heardKinds,
  type MqttVersion,
} from './connection.ts';
import { explain, UplinkError, withoutCredentials } from './uplink-error.ts';

export interface UplinkLog {
  info(message: string): void;
  warn(message: string): void;
}

/** What the uplink asks for and tells. Listeners must not throw. */
export interface UplinkHooks {
  /** The documents that are republished on every connection: a broker may have forgotten them. */
  status(online: boolean): Status;
  reported(): Reported;
  /** Records may be published now. @param receiveMaximum null where the broker does not say */
  connected(receiveMaximum: number | null): void;
  disconnected(): void;
  /** @param parts of the topic, where the kind's topic has `+` */
  heard<K extends HeardKind>(kind: K, message: MessageOf<K>, parts: readonly string[]): void;
}

export interface UplinkOptions {
  readonly address: DeviceAddress;
  readonly broker: BrokerAccess;
  readonly hooks: UplinkHooks;
  readonly log: UplinkLog;
  /** A clock that is never set, ms. */
  readonly monotonicMs: () => number;
  /** Of [0, 1). */
  readonly random: () => number;
}

/** Keeps one connection to the hub's broker, however often it is lost. */
export class Uplink {
  private connection: Connection | null = null;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  /** MQTT 5 is tried first, for its receive maximum; a broker that refuses it is not asked again. */
  private version: MqttVersion = 5;
  private lastFailure = '';
  /** Null while the present attempt has not succeeded. */
  private connectedAtMs: number | null = null;

  constructor(private readonly options: UplinkOptions) {}

  start(): void {
    this.running = this.keepConnected();
  }

  /** Says that the device goes offline on purpose, then ends the connection. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const { connection } = this;
    if (connection !== null) {
      await this.publish('status', this.options.hooks.status(false)).catch(() => {});
      await connection.end();
    }
    await this.running;
  }

  /**
   * Resolves when the broker has the message.
   * @param parts of the topic, where the kind's topic has `+`
   * @throws UplinkError `lost` when there is no connection
   */
  async publish<K extends MessageKind>(
    kind: K,
    message: MessageOf<K>,
    parts: readonly string[] = [],
  ): Promise<void> {
    const { connection } = this;
    if (connection === null) throw new UplinkError('lost', 'not connected');
    const { qos, retain } = messages[kind];
    const topic = topicOf(kind, this.options.address, parts);
    await connection.publish(topic, encode(kind, message), { qos, retain });
  }

  /** Sends the changed document; while there is no connection, the next one will. */
  publishReported(): void {
    this.publish('reported', this.options.hooks.reported()).catch(() => {});
  }

  publishLoad(load: Load): void {
    this.publish('load', load).catch(() => {});
  }

  private async keepConnected(): Promise<void> {
    const { monotonicMs, random } = this.options;
    let attempt = 0;
    while (!this.stopping.signal.aborted) {
      this.connectedAtMs = null;
      const ended = await this.connectOnce();
      if (this.stopping.signal.aborted) return;
      if (ended.code === 'version' && this.version === 5) {
        this.version = 4;
        continue;
      }
      const livedMs = this.connectedAtMs === null ? 0 : monotonicMs() - this.connectedAtMs;
      if (livedMs >= stableAfterMs) attempt = 0;
      const pauseMs = backoffMs(attempt, random);
      attempt += 1;
      this.tellFailure(ended);
      await pause(pauseMs, this.stopping.signal);
    }
  }

  /** Connects and stays connected. @returns why it is over */
  private async connectOnce(): Promise<UplinkError> {
    const { broker, address, hooks, log } = this.options;
    const shownUrl = withoutCredentials(broker.url);
    let connection: Connection | null = null;
    try {
      const will = {
        topic: topicOf('status', address),
        payload: encode('status', hooks.status(false)),
      };
      connection = await Connection.open(broker, this.version, will, this.stopping.signal);
      await this.greet(connection);
      this.connectedAtMs = this.options.monotonicMs();
      this.lastFailure = '';
      log.info(`connected to the hub's broker at ${shownUrl}`);
      hooks.connected(connection.receiveMaximum);
      return await connection.closed;
    } catch (error) {
      await connection?.end(true);
      return explain(error, shownUrl, address.device);
    } finally {
      if (this.connection !== null) hooks.disconnected();
      this.connection = null;
    }
  }

  /** Subscribes before it speaks, so that no acknowledgement is missed. */
  private async greet(connection: Connection): Promise<void> {
    const { address, hooks } = this.options;
    connection.onMessage((topic, payload) => this.hear(topic, payload));
    await connection.subscribe(heardKinds.map((kind) => topicOf(kind, address)));
    if (this.stopping.signal.aborted) throw new UplinkError('lost', 'the agent stops');
    this.connection = connection;
    await this.publish('status', hooks.status(true));
    await this.publish('reported', hooks.reported());
  }

  private hear(topic: string, payload: Buffer): void {
    const parsed = parseTopic(topic);
    const kind = heardKinds.find((one) => one === parsed?.kind);
    if (kind === undefined || parsed === null) return;
    try {
      this.dispatch(kind, payload, parsed.parts);
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error;
      this.options.log.warn(`a message of the hub is left out: ${error.message}`);
    }
  }

  private dispatch<K extends HeardKind>(kind: K, payload: Buffer, parts: readonly string[]): void {
    // A retained message that was taken back has no payload; an empty block says that there is none.
    if (payload.length === 0 && kind !== 'blocks') return;
    this.options.hooks.heard(kind, decode(kind, payload), parts);
  }

  /** Every failure once in words; its repetition is no news. */
  private tellFailure({ message }: UplinkError): void {
    if (message !== this.lastFailure) this.options.log.warn(`${message}; it is tried again`);
    this.lastFailure = message;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    if (signal.aborted) done();
  });
}
