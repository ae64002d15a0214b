import type { MessageKind } from '@lookout/shared/protocol/messages';
import { OpenCalls } from '@lookout/shared/protocol/open-calls';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { explain, UplinkError, withoutCredentials } from './uplink-error.ts';

export type MqttVersion = 4 | 5;

export interface BrokerAccess {
  readonly url: string;
  readonly device: string;
  readonly secret: string;
  /** PEM of the authority that signed the broker's certificate. */
  readonly ca: Buffer | null;
}

export interface Will {
  readonly topic: string;
  readonly payload: Buffer;
}

const connectTimeoutMs = 10_000;
const keepAliveS = 20;

/**
 * One connection to the broker, from its opening to its end; the next one is another object. MQTT.js is
 * kept from reconnecting and from storing: its store drains one message per acknowledgement and silently
 * overwrites beyond 65,535.
 */
export class Connection {
  /** Fulfilled with the reason when it is over. */
  readonly closed: Promise<UplinkError>;
  private isOpen = true;
  private readonly calls = new OpenCalls(() => new UplinkError('lost', 'the connection has ended'));

  private constructor(
    private readonly client: MqttClient,
    access: BrokerAccess,
  ) {
    const address = withoutCredentials(access.url);
    const { promise, resolve } = Promise.withResolvers<UplinkError>();
    this.closed = promise;
    let reason: unknown = new UplinkError('lost', `the broker at ${address} has gone`);
    client.on('error', (error) => {
      reason = error;
    });
    client.once('close', () => {
      this.isOpen = false;
      const ended = explain(reason, address, access.device);
      this.calls.end(() => new UplinkError('lost', ended.message));
      resolve(ended);
    });
  }

  /**
   * @param signal gives the attempt up
   * @throws UplinkError
   */
  static async open(
    access: BrokerAccess,
    version: MqttVersion,
    will: Will,
    signal: AbortSignal,
  ): Promise<Connection> {
    const client = mqtt.connect(access.url, optionsOf(access, version, will));
    const connection = new Connection(client, access);
    const giveUp = () => client.end(true);
    signal.addEventListener('abort', giveUp, { once: true });
    const connected = new Promise<void>((resolve) => client.once('connect', () => resolve()));
    const failure = await Promise.race([connected, connection.closed]);
    signal.removeEventListener('abort', giveUp);
    if (failure === undefined) return connection;
    await connection.end(true);
    throw failure;
  }

  /** PUBLISH packets that the broker takes unacknowledged [MQTT5-3.2.2.3.3]; null when it does not say. */
  get receiveMaximum(): number | null {
    return this.client.serverProperties?.receiveMaximum ?? null;
  }

  /** Resolves when the broker has it (QoS 1) or it is sent (QoS 0). @throws UplinkError `lost` */
  publish(topic: string, payload: Buffer, options: { qos: 0 | 1; retain: boolean }): Promise<void> {
    return this.calls.run((settle) => this.client.publish(topic, payload, options, settle));
  }

  /** @throws UplinkError `lost`, `refused` */
  subscribe(topics: readonly string[]): Promise<void> {
    return this.calls.run((settle) =>
      this.client.subscribe([...topics], { qos: 1 }, (error, granted) => {
        const refused = granted?.find(({ qos }) => qos > 2);
        settle(error ?? (refused && new UplinkError('refused', `not allowed: ${refused.topic}`)));
      }),
    );
  }

  onMessage(listener: (topic: string, payload: Buffer) => void): void {
    this.client.on('message', listener);
  }

  /** @param force without a DISCONNECT, so that the broker sends the will */
  async end(force = false): Promise<void> {
    await this.client.endAsync(force || !this.isOpen);
  }
}

function optionsOf(access: BrokerAccess, version: MqttVersion, will: Will): IClientOptions {
  return {
    protocolVersion: version,
    // A second connection under the same id ends the first [MQTT-3.1.4-2]: no device is there twice.
    clientId: access.device,
    username: access.device,
    password: access.secret,
    clean: true,
    keepalive: keepAliveS,
    connectTimeout: connectTimeoutMs,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    rejectUnauthorized: true,
    ...(access.ca === null ? {} : { ca: access.ca }),
    will: { ...will, qos: 1, retain: true },
  };
}

/** What a device hears from the hub. */
export const heardKinds = [
  'desired',
  'commands',
  'eventsAck',
  'scoresAck',
  'blocks',
] as const satisfies readonly MessageKind[];
export type HeardKind = (typeof heardKinds)[number];
