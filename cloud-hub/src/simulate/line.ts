import { decode, encode } from '@lookout/shared/protocol/codec';
import {
  type DeviceAddress,
  type MessageKind,
  type MessageOf,
  messages,
  parseTopic,
  topicOf,
} from '@lookout/shared/protocol/messages';
import type { Status } from '@lookout/shared/protocol/presence';
import mqtt, { type MqttClient } from 'mqtt';

export interface LineOptions {
  readonly url: string;
  readonly address: DeviceAddress;
  readonly secret: string;
  readonly will: Status;
}

export interface Heard {
  readonly kind: MessageKind;
  readonly parts: readonly string[];
  readonly payload: Buffer;
}

const heardKinds = ['desired', 'commands', 'eventsAck', 'scoresAck', 'blocks'] as const;
const connectTimeoutMs = 30_000;
const keepAliveS = 60;

/** One MQTT connection of a simulated device. */
export class Line {
  private constructor(
    private readonly client: MqttClient,
    private readonly address: DeviceAddress,
  ) {}

  /**
   * Connected, and subscribed to all that the hub says to the device.
   * @throws Error of the socket or the broker
   */
  static async open(
    { url, address, secret, will }: LineOptions,
    onHeard: (heard: Heard) => void,
  ): Promise<Line> {
    const client = mqtt.connect(url, {
      ...{ clientId: address.device, username: address.device, password: secret },
      ...{ reconnectPeriod: 0, keepalive: keepAliveS, connectTimeout: connectTimeoutMs },
      ...{ resubscribe: false, queueQoSZero: false, clean: true },
      will: {
        topic: topicOf('status', address),
        payload: encode('status', will),
        qos: 1,
        retain: true,
      },
    });
    client.on('message', (topic, payload) => {
      const parsed = parseTopic(topic);
      if (parsed !== null) onHeard({ kind: parsed.kind, parts: parsed.parts, payload });
    });
    await new Promise<void>((resolve, reject) => {
      let reason: Error = new Error('the broker has hung up');
      client.on('error', (error) => {
        reason = error;
      });
      client.once('connect', () => resolve());
      client.once('close', () => reject(reason));
    });
    await client.subscribeAsync(
      heardKinds.map((kind) => topicOf(kind, address)),
      { qos: 1 },
    );
    return new Line(client, address);
  }

  onClosed(listener: () => void): void {
    if (this.client.connected) this.client.once('close', listener);
    else listener();
  }

  /** Without waiting for the broker: what must arrive is sent again until the hub says that it has it. */
  say<K extends MessageKind>(kind: K, message: MessageOf<K>): void {
    if (!this.client.connected) return;
    const { qos, retain } = messages[kind];
    this.client.publish(topicOf(kind, this.address), encode(kind, message), { qos, retain });
  }

  /** In order: says goodbye first. */
  async end(status: Status): Promise<void> {
    if (this.client.connected)
      await this.client
        .publishAsync(topicOf('status', this.address), encode('status', status), {
          ...{ qos: 1, retain: true },
        })
        .catch(() => undefined);
    await this.client.endAsync();
  }

  /** As when its power fails. */
  cut(): void {
    this.client.stream.destroy();
  }

  /** Of this connection, both ways, TCP's own overhead not counted. */
  get wireBytes(): number {
    const { stream } = this.client;
    const count = (key: 'bytesRead' | 'bytesWritten'): number => {
      const value: unknown = Reflect.get(stream, key);
      return typeof value === 'number' ? value : 0;
    };
    return count('bytesRead') + count('bytesWritten');
  }
}

export const messageOf = <K extends MessageKind>(kind: K, payload: Buffer): MessageOf<K> =>
  decode(kind, payload);
