import { setTimeout as delay } from 'node:timers/promises';
import { encode } from '@lookout/shared/protocol/codec';
import {
  type DeviceAddress,
  filterOf,
  hubStatusTopic,
  type MessageKind,
  type MessageOf,
  messages,
  parseTopic,
  topicOf,
} from '@lookout/shared/protocol/messages';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { IPublishPacket } from 'mqtt';
import { HUB_CONFIG, type HubConfig } from '../config/config.ts';
import { backoffMs } from './backoff.ts';
import type { BrokerEndpoint } from './broker-endpoint.ts';
import { BrokerOfflineError, explainBrokerError } from './broker-error.ts';
import { MqttConnection } from './mqtt-connection.ts';

/** How a message came. */
export interface Delivery {
  /** It was lying at the broker when we subscribed: said earlier, maybe by one who is gone. */
  readonly retained: boolean;
  /** What stands in the topic where the kind has `+`. */
  readonly parts: readonly string[];
}

/**
 * Takes the raw payload; parsing it is the room's own matter. While a returned promise is pending nothing
 * more is read from the broker, which is how a room whose buffer is full slows the devices down. So it must
 * not wait for a `publish`: the broker's answer to that would not be read either.
 */
export type MessageHandler = (
  address: DeviceAddress,
  payload: Buffer,
  delivery: Delivery,
) => void | Promise<void>;

/** A connection that held this long was a good one: the next attempts begin with short waits again. */
const stableMs = 30_000;
/** Kinds of which each message goes to one hub of several; the others, every hub wants to know. */
const sharedKinds: ReadonlySet<MessageKind> = new Set([
  'events',
  'scores',
  'capture',
  'blocksRequest',
]);

/** The hub's one MQTT client: own back-off, the same subscriptions at every connect, nothing queued while offline. */
@Injectable()
export class HubMqttClient {
  private readonly log = new Logger(HubMqttClient.name);
  private readonly handlers = new Map<MessageKind, MessageHandler[]>();
  private readonly readyListeners: (() => void | Promise<void>)[] = [];
  private readonly stopping = new AbortController();
  private connection: MqttConnection | null = null;
  private subscribed = false;
  private life: Promise<void> = Promise.resolve();
  private lastComplaint = '';

  constructor(@Inject(HUB_CONFIG) private readonly config: HubConfig) {}

  /** Subscribes to one kind of message of the whole fleet; before the hub starts (`onModuleInit`). */
  onMessage(kind: MessageKind, handler: MessageHandler): void {
    this.handlers.set(kind, [...(this.handlers.get(kind) ?? []), handler]);
  }

  /** Called whenever a connection with all subscriptions stands: what must be told anew is told here. */
  onReady(listener: () => void | Promise<void>): void {
    this.readyListeners.push(listener);
  }

  /** Connected, and subscribed to everything. */
  get ready(): boolean {
    return this.connection !== null && this.subscribed;
  }

  /**
   * Sends as the messages table says (topic, QoS, retain); resolves once the broker has it.
   * @param parts what stands in the topic where the kind has `+`
   * @throws BrokerOfflineError when there is no connection, or it is lost meanwhile. Nothing is queued.
   */
  async publish<K extends MessageKind>(
    kind: K,
    address: DeviceAddress,
    message: MessageOf<K>,
    parts: readonly string[] = [],
  ): Promise<void> {
    await this.publishPayload(kind, address, encode(kind, message), parts);
  }

  /** As `publish`, of a message that was encoded before, once for many devices. */
  async publishPayload(
    kind: MessageKind,
    address: DeviceAddress,
    payload: Buffer,
    parts: readonly string[] = [],
  ): Promise<void> {
    if (this.connection === null) throw new BrokerOfflineError();
    const { qos, retain } = messages[kind];
    await this.connection.publish(topicOf(kind, address, parts), payload, { qos, retain });
  }

  /** Resolves after the first attempt, be it good or not: a broker that is away is tried again and again. */
  async start(endpoint: BrokerEndpoint): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.life = this.stayConnected(endpoint, resolve);
    await promise;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    if (this.connection !== null)
      await this.announce(this.connection, false).catch(() => undefined);
    await this.drop();
    await this.life;
  }

  private async drop(): Promise<void> {
    const connection = this.connection;
    this.connection = null;
    this.subscribed = false;
    await connection?.close();
  }

  private async stayConnected(endpoint: BrokerEndpoint, afterFirst: () => void): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const openedAt = performance.now();
      const reason = await this.connectOnce(endpoint, afterFirst).catch((error: unknown) => error);
      await this.drop();
      afterFirst();
      if (signal.aborted) return;
      this.complain(reason);
      if (performance.now() - openedAt > stableMs) attempt = 0;
      await delay(backoffMs(attempt, Math.random), undefined, { signal }).catch(() => undefined);
    }
  }

  /** From connecting to the loss of the connection; returns why it was lost. */
  private async connectOnce(endpoint: BrokerEndpoint, established: () => void): Promise<unknown> {
    const will = { topic: hubStatusTopic(this.config.hubName), payload: this.status(false) };
    const opened = Promise.withResolvers<void>();
    const connection = await MqttConnection.open(endpoint, {
      clientId: `lookout-hub-${this.config.hubName}`,
      will,
      signal: this.stopping.signal,
      // What waits for us at the broker comes before our subscriptions, and may want an answer.
      onPacket: (packet) => opened.promise.then(() => this.dispatch(packet)),
    });
    this.connection = connection;
    opened.resolve();
    await connection.subscribe(this.filters(endpoint));
    await this.announce(connection, true);
    this.subscribed = true;
    this.lastComplaint = '';
    for (const listener of this.readyListeners) await this.guard('on connect', listener);
    established();
    return connection.closed;
  }

  private filters(endpoint: BrokerEndpoint): string[] {
    return [...this.handlers.keys()].map((kind) =>
      endpoint.kind === 'external' && sharedKinds.has(kind)
        ? `$share/lookout-hubs/${filterOf(kind)}`
        : filterOf(kind),
    );
  }

  private async dispatch(packet: IPublishPacket): Promise<void> {
    const parsed = parseTopic(packet.topic);
    if (parsed === null) return;
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const { kind, site, device, parts } = parsed;
    for (const handler of this.handlers.get(kind) ?? [])
      await this.guard(packet.topic, () =>
        handler({ site, device }, payload, { retained: packet.retain, parts }),
      );
  }

  /** A handler that fails has lost one message; the others come on. */
  private async guard(what: string, act: () => void | Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.log.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private announce(connection: MqttConnection, online: boolean): Promise<void> {
    const options = { qos: 1, retain: true } as const;
    return connection.publish(hubStatusTopic(this.config.hubName), this.status(online), options);
  }

  private status(online: boolean): Buffer {
    return Buffer.from(JSON.stringify({ online, hub: this.config.hubName }));
  }

  /** Once per reason, not once per attempt. */
  private complain(reason: unknown): void {
    const complaint = explainBrokerError(reason);
    if (complaint === this.lastComplaint) return;
    this.lastComplaint = complaint;
    const name = this.config.mqtt.kind === 'external' ? 'MQTT_URL' : 'embedded broker';
    this.log.warn(`${name}: ${complaint}; trying again until it is there.`);
  }
}
