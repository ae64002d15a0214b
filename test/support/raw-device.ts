import { decode, encode } from '@lookout/shared/protocol/codec';
import type { Command } from '@lookout/shared/protocol/commands';
import { type MessageKind, type MessageOf, topicOf } from '@lookout/shared/protocol/messages';
import type { SeqRange } from '@lookout/shared/protocol/records';
import type { DeviceCredential } from '@lookout/shared/protocol/rest';
import { connectAsync, type MqttClient } from 'mqtt';

interface Ack {
  readonly queueId: string;
  readonly ranges: readonly SeqRange[];
}

/** A device that says exactly what a test makes it say: nothing is retried, queued or added. */
export class RawDevice {
  readonly acks: Ack[] = [];
  readonly commands: Command[] = [];
  private waiting: (() => void)[] = [];

  private constructor(
    private readonly client: MqttClient,
    readonly address: { readonly site: string; readonly device: string },
  ) {
    client.on('message', (topic, payload) => {
      if (topic === topicOf('commands', address)) this.commands.push(decode('commands', payload));
      else if (topic === topicOf('scoresAck', address))
        this.acks.push(decode('scoresAck', payload));
      else this.acks.push(decode('eventsAck', payload));
      for (const wake of this.waiting.splice(0)) wake();
    });
  }

  static async connect({ id, site, secret, brokerUrl }: DeviceCredential): Promise<RawDevice> {
    const client = await connectAsync(brokerUrl, {
      clientId: id,
      username: id,
      password: secret,
      reconnectPeriod: 0,
    });
    const device = new RawDevice(client, { site, device: id });
    for (const kind of ['eventsAck', 'scoresAck', 'commands'] as const)
      await client.subscribeAsync(topicOf(kind, device.address), { qos: 1 });
    return device;
  }

  send<K extends MessageKind>(kind: K, message: MessageOf<K>): Promise<unknown> {
    return this.sendBytes(kind, encode(kind, message));
  }

  sendBytes(kind: MessageKind, payload: Buffer | string): Promise<unknown> {
    const retain = kind === 'status' || kind === 'reported';
    return this.client.publishAsync(topicOf(kind, this.address), payload, { qos: 1, retain });
  }

  /** Everything that was acknowledged of a queue so far. */
  acknowledged(queueId: string): Set<number> {
    const ranges = this.acks.filter((ack) => ack.queueId === queueId).flatMap((a) => a.ranges);
    return new Set(
      ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i)),
    );
  }

  /** Resolves when every one of the numbers is acknowledged. */
  async untilAcknowledged(queueId: string, seqs: readonly number[]): Promise<void> {
    while (!seqs.every((seq) => this.acknowledged(queueId).has(seq))) await this.next();
  }

  /** The first command that was not taken yet. */
  async nextCommand(): Promise<Command> {
    for (;;) {
      const command = this.commands.shift();
      if (command !== undefined) return command;
      await this.next();
    }
  }

  /** Resolves when anything arrives. */
  private async next(): Promise<void> {
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  async end(): Promise<void> {
    await this.client.endAsync(true);
  }
}
