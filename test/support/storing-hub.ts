import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { decode, encode } from '@lookout/shared/protocol/codec';
import { type DeviceAddress, parseTopic, topicOf } from '@lookout/shared/protocol/messages';
import { EventRecord } from '@lookout/shared/protocol/records';
import { Aedes, type PublishPacket } from 'aedes';

/**
 * The least that a hub is to a device: it stores every record under (queue, seq) and acknowledges what it
 * has stored. It admits any secret, and it can be away.
 */
export class StoringHub {
  /** By queue, then by number. A record that comes again must be the same one. */
  readonly queues = new Map<string, Map<number, EventRecord>>();
  /** Records that came again with another content. */
  readonly contradictions: string[] = [];
  private aedes: Aedes | null = null;
  private server: Server | null = null;
  private port = 0;
  private waiters: { enough: () => boolean; resolve(): void }[] = [];

  constructor(private readonly device: DeviceAddress) {}

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  get records(): EventRecord[] {
    return [...this.queues.values()].flatMap((queue) => [...queue.values()]);
  }

  async start(): Promise<this> {
    const aedes = await Aedes.createBroker();
    this.aedes = aedes;
    aedes.on('publish', (packet) => this.receive(packet));
    this.server = createServer(aedes.handle).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (address !== null && typeof address !== 'string') this.port = address.port;
    return this;
  }

  async stop(): Promise<void> {
    const { aedes, server } = this;
    this.aedes = null;
    if (aedes !== null) await new Promise<void>((resolve) => aedes.close(resolve));
    if (server?.listening) await new Promise((resolve) => server.close(resolve));
  }

  /** Resolves when what is stored is enough. */
  stored(enough: (hub: StoringHub) => boolean): Promise<void> {
    if (enough(this)) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push({ enough: () => enough(this), resolve }));
  }

  private receive(packet: PublishPacket): void {
    const kind = parseTopic(packet.topic)?.kind;
    if (kind !== 'events' && kind !== 'scores') return;
    const payload = Buffer.from(packet.payload);
    if (kind === 'events') {
      const { queueId, records } = decode('events', payload);
      const seqs = records.map((record) => this.store(queueId, EventRecord.parse(record)));
      this.acknowledge('eventsAck', queueId, seqs);
    } else {
      const { queueId, blocks } = decode('scores', payload);
      const seqs = blocks.map((block) => Number(Object(block).seq));
      this.acknowledge('scoresAck', queueId, seqs);
    }
    const done = this.waiters.filter((waiter) => waiter.enough());
    this.waiters = this.waiters.filter((waiter) => !done.includes(waiter));
    for (const waiter of done) waiter.resolve();
  }

  private store(queueId: string, record: EventRecord): number {
    const queue = this.queues.get(queueId) ?? new Map<number, EventRecord>();
    this.queues.set(queueId, queue);
    const known = queue.get(record.seq);
    const same = { ...record, replayed: known?.replayed };
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(same))
      this.contradictions.push(`${queueId} ${record.seq}`);
    queue.set(record.seq, known ?? record);
    return record.seq;
  }

  private acknowledge(kind: 'eventsAck' | 'scoresAck', queueId: string, seqs: number[]): void {
    const ranges = seqs.map((seq): [number, number] => [seq, seq]);
    const payload = encode(kind, { queueId, ranges });
    const topic = topicOf(kind, this.device);
    this.aedes?.publish(
      { cmd: 'publish', qos: 1, dup: false, retain: false, topic, payload },
      () => {},
    );
  }
}
