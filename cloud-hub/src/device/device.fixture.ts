import { decode, encode } from '@lookout/shared/protocol/codec';
import { type Load, unknownMachine } from '@lookout/shared/protocol/load';
import {
  type DeviceAddress,
  type MessageKind,
  type MessageOf,
  messages,
  topicOf,
} from '@lookout/shared/protocol/messages';
import type { Judgement, Reported, Status, StreamReport } from '@lookout/shared/protocol/presence';
import type { DeviceCredential } from '@lookout/shared/protocol/rest';
import { connectAsync, type MqttClient } from 'mqtt';

export const reportedOf = (
  streams: readonly Partial<StreamReport>[],
  part: Partial<Reported> = {},
): Reported => ({
  observedGeneration: 0,
  at: 1_764_000_000_000,
  streams: streams.map((stream) => ({
    name: 'loop',
    area: null,
    source: 'simulator',
    modelDigest: null,
    modelName: null,
    variant: null,
    provider: null,
    providerReason: null,
    windowLength: null,
    periodMs: null,
    channels: [],
    threshold: null,
    judgement: null,
    phase: 'starting',
    errorCode: null,
    errorText: null,
    faults: [],
    activeFault: null,
    release: null,
    placement: null,
    ...stream,
  })),
  capabilities: {
    ...{ providers: ['cpu'], cpuCount: 4, memoryBytes: 4e9, arch: 'arm64' },
    ...{ unusableProviders: [], model: null, board: null },
  },
  ...part,
});

export const judgementOf = (part: Partial<Judgement> = {}): Judgement => ({
  decision: 'threshold',
  alarmsPerDay: 1,
  adaptive: true,
  commissioning: 'commissioned',
  windows: 100,
  windowsNeeded: 100,
  median: 0,
  spread: 1,
  zeroOffset: null,
  ...part,
});

export const statusOf = (part: Partial<Status> = {}): Status => ({
  online: true,
  session: 1,
  bootId: 'boot',
  agentVersion: '1.2.3',
  at: 1_764_000_000_000,
  ...part,
});

export const loadOf = (cpuPercent: number): Load => ({
  ...unknownMachine,
  at: 1_764_000_000_000,
  cpuPercent,
  memoryUsedBytes: null,
  memoryTotalBytes: null,
  temperatureC: null,
  diskFreeBytes: null,
  inferenceP50Us: null,
  inferenceP95Us: null,
  outbox: { eventRecords: 0, scoreRecords: 0, bytes: 0, oldestAt: null },
});

/** A device as the hub sees it: its MQTT connection, without the agent behind it. */
export class TestDevice {
  private readonly inbox: { kind: string; message: unknown }[] = [];
  private wake = Promise.withResolvers<void>();

  private constructor(
    readonly client: MqttClient,
    private readonly address: DeviceAddress,
  ) {}

  static async connect({ id, site, secret, brokerUrl }: DeviceCredential): Promise<TestDevice> {
    const address = { site, device: id };
    const will = encode('status', statusOf({ online: false }));
    const client = await connectAsync(brokerUrl, {
      clientId: id,
      username: id,
      password: secret,
      reconnectPeriod: 0,
      will: { topic: topicOf('status', address), payload: will, qos: 1, retain: true },
    });
    const agent = new TestDevice(client, address);
    client.on('message', (topic, payload) => agent.receive(topic, payload));
    const hears = (['desired', 'commands'] as const).map((kind) => topicOf(kind, address));
    await client.subscribeAsync(hears, { qos: 1 });
    return agent;
  }

  async say<K extends MessageKind>(kind: K, message: MessageOf<K>): Promise<void> {
    await this.sayRaw(kind, encode(kind, message));
  }

  async sayRaw(kind: MessageKind, payload: Buffer): Promise<void> {
    const { qos, retain } = messages[kind];
    await this.client.publishAsync(topicOf(kind, this.address), payload, { qos, retain });
  }

  /** The next message of the kind; those of other kinds before it are let go. */
  async next<K extends 'desired' | 'commands'>(kind: K): Promise<MessageOf<K>> {
    for (;;) {
      for (let first = this.inbox.shift(); first !== undefined; first = this.inbox.shift())
        if (first.kind === kind) return first.message as MessageOf<K>;
      await this.wake.promise;
    }
  }

  /** As when its power fails: the broker tells its will. */
  async die(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.client.once('close', () => resolve()));
    this.client.stream.destroy();
    await gone;
  }

  private receive(topic: string, payload: Buffer): void {
    for (const kind of ['desired', 'commands'] as const)
      if (topic === topicOf(kind, this.address))
        this.inbox.push({ kind, message: decode(kind, payload) });
    this.wake.resolve();
    this.wake = Promise.withResolvers();
  }
}
