import type { BlocksRequest } from '@lookout/shared/protocol/blocks';
import { decode, PayloadError } from '@lookout/shared/protocol/codec';
import { type DeviceAddress, topicOf } from '@lookout/shared/protocol/messages';
import {
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { BrokerOfflineError } from '../broker/broker-error.ts';
import { EmbeddedBroker } from '../broker/embedded-broker.ts';
import { HubMqttClient } from '../broker/hub-mqtt-client.ts';
import { CLOCK, type Clock } from '../config/clock.ts';
import { HUB_CONFIG, type HubConfig } from '../config/config.ts';
import { deviceChanged, messageRejected } from '../device/device.events.ts';
import { DeviceRegistry } from '../device/device-registry.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { orNull } from '../http/problem.ts';
import { AssignedFiles } from './assigned-files.ts';
import { BlockFiles } from './block-files.ts';
import { BlockSchedule, type BlockTurn } from './block-schedule.ts';
import { cutBlocks } from './cut-blocks.ts';
import { DeliveryMetrics } from './delivery.metrics.ts';

/** What may lie at the embedded broker for one device before it is passed over. */
const maxUnsentBytes = 256 * 1024;
const unacknowledgedPerDevice = 2;
/** 1 MiB at most between us and the broker. */
const unacknowledged = 16;
const stalledMs = 10_000;
/** Requests of one device that add to one another. */
const mostWaiting = 16;
/** How soon a device is looked at again whose line was full. */
const retryMs = 50;

interface Asked {
  readonly address: DeviceAddress;
  readonly request: BlocksRequest;
}

/** Answers `blocks/request` with the blocks, as `BlockSchedule` decides. */
@Injectable()
export class BlockServer implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(BlockServer.name);
  private readonly schedule: BlockSchedule;
  /** Requests whose right to an answer is being looked up: one at a time of a device; those that wait. */
  private readonly looking = new Map<string, Asked[]>();
  private retry: NodeJS.Timeout | null = null;
  private soon = false;
  private stopped = false;

  constructor(
    private readonly client: HubMqttClient,
    private readonly broker: EmbeddedBroker,
    @Inject(DeviceRegistry) private readonly devices: Pick<DeviceRegistry, 'isMember' | 'get'>,
    private readonly assigned: AssignedFiles,
    private readonly files: BlockFiles,
    private readonly metrics: DeliveryMetrics,
    private readonly bus: EventBus,
    @Inject(HUB_CONFIG) { delivery }: Pick<HubConfig, 'delivery'>,
    @Inject(CLOCK) private readonly now: Clock,
  ) {
    const { devices: places } = delivery;
    this.schedule = new BlockSchedule({
      ...{ places, unacknowledgedPerDevice, unacknowledged, stalledMs },
    });
  }

  onModuleInit(): void {
    this.client.onMessage('blocksRequest', (address, payload) => {
      if (!this.devices.isMember(address)) return;
      const request = this.parse(address, payload);
      if (request !== null) this.take({ address, request });
    });
    this.bus.on(deviceChanged, ({ device }) => {
      if (this.schedule.has(device))
        this.start(async () => {
          const found = await orNull(this.devices.get(device));
          if (found?.presence === 'offline' || found?.revokedAt !== null) this.leave(device);
        });
    });
  }

  onModuleDestroy(): void {
    this.stopped = true;
    this.schedule.clear();
    if (this.retry !== null) clearTimeout(this.retry);
  }

  private take(asked: Asked): void {
    const { device } = asked.address;
    const waiting = this.looking.get(device);
    if (waiting !== undefined) {
      if (asked.request.adds !== true) waiting.length = 0;
      if (waiting.length < mostWaiting) waiting.push(asked);
      return;
    }
    const line = [asked];
    this.looking.set(device, line);
    this.start(async () => {
      try {
        for (let it = line.shift(); it !== undefined; it = line.shift()) await this.answer(it);
      } finally {
        this.looking.delete(device);
      }
    });
  }

  private async answer({ address, request }: Asked): Promise<void> {
    const { device } = address;
    const { digest, missing } = request;
    const allowed = await this.assigned.includes(device, digest);
    const unitCount = allowed ? await this.files.unitCount(digest) : null;
    const cuts = unitCount === null ? [] : cutBlocks(request, unitCount);
    if (cuts.length > 0) {
      this.schedule.ask({ address, digest, cuts, adds: request.adds === true }, this.now());
      return this.pump();
    }
    this.metrics.unavailable.inc();
    await this.publish(address, digest, missing[0]?.[0] ?? 0, Buffer.alloc(0));
  }

  private pump(): void {
    if (this.stopped) return;
    const ready = (device: string) => this.broker.unsentBytes(device) < maxUnsentBytes;
    for (;;) {
      const turn = this.schedule.take(this.now(), ready);
      if (turn === null) break;
      this.start(() => this.send(turn));
    }
    const { servedDevices, waitingDevices } = this.schedule;
    this.metrics.devices.set({ state: 'served' }, servedDevices);
    this.metrics.devices.set({ state: 'waiting' }, waitingDevices);
    if (servedDevices > 0 && this.retry === null)
      this.retry = setTimeout(() => {
        this.retry = null;
        this.pump();
      }, retryMs);
  }

  /**
   * In another turn of the event loop: the embedded broker acknowledges at once, and a whole file would
   * go out before anything else had its turn.
   */
  private pumpSoon(): void {
    if (this.soon) return;
    this.soon = true;
    setImmediate(() => {
      this.soon = false;
      this.pump();
    });
  }

  private async send({ address, digest, cut }: BlockTurn): Promise<void> {
    try {
      const payload = await this.files.payload(digest, cut);
      if (payload === null) return;
      await this.publish(address, digest, cut.index, payload);
      this.metrics.blocks.inc();
      this.metrics.bytes.inc(payload.length);
    } finally {
      this.schedule.settle(address.device);
      this.pumpSoon();
    }
  }

  private async publish(
    address: DeviceAddress,
    digest: string,
    index: number,
    payload: Buffer,
  ): Promise<void> {
    try {
      await this.client.publishPayload('blocks', address, payload, [digest, String(index)]);
    } catch (error) {
      if (!(error instanceof BrokerOfflineError)) throw error;
      // Nobody hears us: whoever still wants something asks again when we are back.
      this.schedule.clear();
    }
  }

  private leave(device: string): void {
    this.schedule.leave(device);
    this.pump();
  }

  /** Nothing is read from the broker while a handler waits, so no handler waits for any of this. */
  private start(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.log.error(error instanceof Error ? error.message : String(error));
    });
  }

  private parse(address: DeviceAddress, payload: Buffer): BlocksRequest | null {
    try {
      return decode('blocksRequest', payload);
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error;
      const { code, message: reason } = error;
      const topic = topicOf('blocksRequest', address);
      const receivedAt = this.now();
      this.bus.emit(messageRejected, { address, topic, payload, code, reason, receivedAt });
      return null;
    }
  }
}
