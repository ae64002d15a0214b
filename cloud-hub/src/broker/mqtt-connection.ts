import { OpenCalls } from '@lookout/shared/protocol/open-calls';
import mqtt, { type IClientOptions, type IPublishPacket, MqttClient } from 'mqtt';
import type { BrokerEndpoint } from './broker-endpoint.ts';
import { BrokerOfflineError, isVersionRefusal } from './broker-error.ts';

export interface ConnectionOptions {
  readonly clientId: string;
  readonly will: { readonly topic: string; readonly payload: Buffer };
  /** Gives up connecting. */
  readonly signal: AbortSignal;
  /** While it is pending, nothing more is read from the broker. */
  readonly onPacket: (packet: IPublishPacket) => Promise<void>;
}

const connectTimeoutMs = 10_000;
const closeWithinMs = 2_000;
const keepAliveS = 30;
/**
 * How long an external broker keeps a session whose hub is gone: Mosquitto goes on dealing the shared messages
 * (`$share`) to it as to the living, where nobody answers them. Only a hub that stops in order has the time of a
 * restart, and less than the 20 s after which devices send again what was not acknowledged.
 */
const lostSessionS = 1;
const stoppedSessionS = 15;

/**
 * One connection to the broker, from its opening to its end; the next one is another object. MQTT.js's own
 * reconnecting and storing are left out: its store overwrites silently beyond 65,535 messages.
 */
export class MqttConnection {
  /** Fulfilled with the reason, when it is over. */
  readonly closed: Promise<unknown>;
  private readonly calls = new OpenCalls(() => new BrokerOfflineError());
  private open = true;

  private constructor(private readonly client: MqttClient) {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.closed = promise;
    let reason: unknown = new BrokerOfflineError();
    client.on('error', (error) => {
      reason = error;
    });
    client.once('close', () => {
      this.open = false;
      this.calls.end(() => new BrokerOfflineError());
      resolve(reason);
    });
  }

  /** @throws what the socket or the broker said. */
  static async open(endpoint: BrokerEndpoint, options: ConnectionOptions): Promise<MqttConnection> {
    if (endpoint.kind === 'embedded') return MqttConnection.attempt(endpoint, options, 4);
    try {
      return await MqttConnection.attempt(endpoint, options, 5);
    } catch (error) {
      if (!isVersionRefusal(error)) throw error;
      return MqttConnection.attempt(endpoint, options, 4);
    }
  }

  private static async attempt(
    endpoint: BrokerEndpoint,
    options: ConnectionOptions,
    protocolVersion: 4 | 5,
  ): Promise<MqttConnection> {
    const client = clientOf(endpoint, optionsOf(endpoint, options, protocolVersion));
    client.handleMessage = (packet, done) => void options.onPacket(packet).then(() => done(), done);
    const connection = new MqttConnection(client);
    const abandon = () => void client.stream.destroy();
    options.signal.addEventListener('abort', abandon, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        client.once('connect', () => resolve());
        connection.closed.then(reject);
      });
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    } finally {
      options.signal.removeEventListener('abort', abandon);
    }
  }

  /** @throws BrokerOfflineError where the connection ends first */
  publish(topic: string, payload: Buffer, options: { qos: 0 | 1; retain: boolean }): Promise<void> {
    return this.calls.run((settle) => this.client.publish(topic, payload, options, settle));
  }

  /** In order if the broker plays along, else by cutting the line. */
  async close(): Promise<void> {
    if (!this.open) return;
    const late = setTimeout(() => this.client.stream.destroy(), closeWithinMs);
    const { protocolVersion } = this.client.options;
    this.client.end(
      false,
      protocolVersion === 5 ? { properties: { sessionExpiryInterval: stoppedSessionS } } : {},
    );
    await this.closed;
    clearTimeout(late);
  }

  /** @throws Error when the broker refuses one of them */
  async subscribe(filters: readonly string[]): Promise<void> {
    if (filters.length === 0) return;
    await this.calls.run((settle) =>
      this.client.subscribe([...filters], { qos: 1 }, (error, granted) => {
        const refused = granted?.find(({ qos }) => qos > 2);
        settle(error ?? (refused && new Error(`the broker refuses the hub ${refused.topic}`)));
      }),
    );
  }
}

const clientOf = (endpoint: BrokerEndpoint, options: IClientOptions): MqttClient =>
  endpoint.kind === 'embedded'
    ? new MqttClient(endpoint.connect, options)
    : mqtt.connect(endpoint.url, options);

function optionsOf(
  endpoint: BrokerEndpoint,
  { clientId, will }: ConnectionOptions,
  protocolVersion: 4 | 5,
): IClientOptions {
  return {
    protocolVersion,
    clientId,
    username: endpoint.username ?? undefined,
    password: endpoint.password ?? undefined,
    // MQTT 3.1.1 knows no end of a session that is kept.
    clean: endpoint.kind === 'embedded' || protocolVersion === 4,
    keepalive: keepAliveS,
    connectTimeout: connectTimeoutMs,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    will: { ...will, qos: 1, retain: true },
    ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: lostSessionS } }),
  };
}
