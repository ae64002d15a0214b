import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { decode, encode } from '@lookout/shared/protocol/codec';
import {
  type MessageKind,
  type MessageOf,
  messages,
  parseTopic,
  topicOf,
} from '@lookout/shared/protocol/messages';
import type { Reported, Status } from '@lookout/shared/protocol/presence';
import { Aedes, type AuthenticateError, type PublishPacket } from 'aedes';
import { loopbackCertificate, loopbackKey } from '../../../test/support/loopback-certificate.ts';
import { Uplink, type UplinkHooks } from './uplink.ts';

export const address = { site: 'plant-a', device: 'press-1' } as const;
export const secret = 'right';

/** A real broker on a loopback port, which can be stopped and started again on the same one. */
export class TestBroker {
  private aedes: Aedes | null = null;
  private server: Server | null = null;
  private waiters: {
    test: (packet: PublishPacket) => boolean;
    resolve(packet: PublishPacket): void;
  }[] = [];
  readonly packets: PublishPacket[] = [];
  /** Answers every message of records, as a hub does that has stored it. */
  acknowledges = false;
  private refusals = 0;
  private refusalWaiter: { count: number; resolve(): void } | null = null;

  constructor(
    private port = 0,
    private readonly tls = false,
  ) {}

  get url(): string {
    return `${this.tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    const aedes = await Aedes.createBroker();
    aedes.authenticate = (_client, username, password, done) => {
      const ok = username === address.device && password?.toString() === secret;
      if (!ok) this.countRefusal();
      const refusal: AuthenticateError = Object.assign(new Error('no'), { returnCode: 4 });
      done(ok ? null : refusal, ok);
    };
    aedes.on('publish', (packet) => this.receive(packet));
    this.server = this.tls
      ? createTlsServer({ cert: loopbackCertificate, key: loopbackKey }, aedes.handle)
      : createServer(aedes.handle);
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    const at = this.server.address();
    if (at !== null && typeof at !== 'string') this.port = at.port;
    this.aedes = aedes;
    return this;
  }

  async stop(): Promise<void> {
    const { aedes, server } = this;
    this.aedes = null;
    if (aedes !== null) await new Promise<void>((resolve) => aedes.close(resolve));
    if (server?.listening) await new Promise((resolve) => server.close(resolve));
  }

  /** Resolves when so many connections were refused. */
  refused(count: number): Promise<void> {
    if (this.refusals >= count) return Promise.resolve();
    return new Promise((resolve) => {
      this.refusalWaiter = { count, resolve };
    });
  }

  /** Cuts every connection, as a dead line does: the broker then publishes the wills. */
  cut(): void {
    const { aedes } = this;
    for (const client of Object.values(aedes === null ? {} : clientsOf(aedes)))
      client.conn.destroy();
  }

  publish<K extends MessageKind>(
    kind: K,
    message: MessageOf<K>,
    parts: readonly string[] = [],
  ): Promise<void> {
    return this.publishRaw(kind, encode(kind, message), parts);
  }

  publishRaw(kind: MessageKind, payload: Buffer, parts: readonly string[] = []): Promise<void> {
    const { qos, retain } = messages[kind];
    const topic = topicOf(kind, address, parts);
    const packet = { cmd: 'publish', dup: false, topic, payload } as const;
    return new Promise((resolve, reject) => {
      this.aedes?.publish({ ...packet, qos, retain }, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }

  /** The first message of a kind, past or to come, that passes the test. */
  async message<K extends MessageKind>(
    kind: K,
    test: (message: MessageOf<K>) => boolean = () => true,
  ): Promise<{ message: MessageOf<K>; retain: boolean; qos: number }> {
    const topic = topicOf(kind, address);
    const parse = (packet: PublishPacket) => decode(kind, Buffer.from(packet.payload));
    const matches = (packet: PublishPacket) => packet.topic === topic && test(parse(packet));
    const packet =
      this.packets.find(matches) ??
      (await new Promise<PublishPacket>((resolve) => {
        this.waiters.push({ test: matches, resolve });
      }));
    return { message: parse(packet), retain: packet.retain, qos: packet.qos };
  }

  private acknowledge({ topic, payload }: PublishPacket): void {
    const kind = parseTopic(topic)?.kind;
    if (kind !== 'events' && kind !== 'scores') return;
    const message = decode(kind, Buffer.from(payload));
    const rows = 'records' in message ? message.records : message.blocks;
    const ranges = rows.map((row): [number, number] => [Object(row).seq, Object(row).seq]);
    void this.publish(`${kind}Ack`, { queueId: message.queueId, ranges });
  }

  private countRefusal(): void {
    this.refusals += 1;
    if (this.refusalWaiter?.count === this.refusals) this.refusalWaiter.resolve();
  }

  private receive(packet: PublishPacket): void {
    if (!packet.topic.startsWith('lookout/')) return;
    this.packets.push(packet);
    if (this.acknowledges) this.acknowledge(packet);
    const [hit, rest] = [
      this.waiters.filter((waiter) => waiter.test(packet)),
      this.waiters.filter((waiter) => !waiter.test(packet)),
    ];
    this.waiters = rest;
    for (const waiter of hit) waiter.resolve(packet);
  }
}

/** aedes types its clients loosely. */
function clientsOf(aedes: Aedes): Record<string, { conn: { destroy(): void } }> {
  return 'clients' in aedes ? Object(aedes.clients) : {};
}

/** An uplink whose hooks write down what they are told. */
export class UplinkBench {
  readonly log: string[] = [];
  readonly events: string[] = [];
  readonly heard: { kind: string; message: unknown; parts?: readonly string[] }[] = [];
  readonly uplink: Uplink;
  nowMs = 0;
  private waiters: { event: string; count: number; resolve(): void }[] = [];

  constructor(url: string, password = secret, ca: string | null = null) {
    const status = (online: boolean): Status => ({
      ...{ online, session: 7, bootId: 'boot', agentVersion: '1', at: 1 },
    });
    const hooks: UplinkHooks = {
      status,
      reported: () => reported,
      connected: (receiveMaximum) => this.note(`connected ${receiveMaximum}`),
      disconnected: () => this.note('disconnected'),
      heard: (kind, message, parts) => {
        this.heard.push({ kind, message, ...(parts.length > 0 ? { parts } : {}) });
        this.note(`heard ${kind}`);
      },
    };
    const say = (message: string) => {
      this.log.push(message);
      this.note('log');
    };
    this.uplink = new Uplink({
      address,
      broker: {
        url,
        device: address.device,
        secret: password,
        ca: ca === null ? null : Buffer.from(ca),
      },
      hooks,
      log: { info: say, warn: say },
      monotonicMs: () => this.nowMs,
      random: () => 0.02,
    });
  }

  count(event: string): number {
    return this.events.filter((one) => one.startsWith(event)).length;
  }

  /** Resolves when the event has happened so often. */
  happened(event: string, count = 1): Promise<void> {
    if (this.count(event) >= count) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push({ event, count, resolve }));
  }

  private note(event: string): void {
    this.events.push(event);
    const due = this.waiters.filter((waiter) => this.count(waiter.event) >= waiter.count);
    this.waiters = this.waiters.filter((waiter) => !due.includes(waiter));
    for (const waiter of due) waiter.resolve();
  }
}

export const reported: Reported = {
  observedGeneration: 3,
  at: 1,
  streams: [],
  capabilities: {
    providers: ['cpu'],
    unusableProviders: [],
    cpuCount: 2,
    memoryBytes: 1,
    arch: 'x64',
    model: null,
    board: null,
  },
};
