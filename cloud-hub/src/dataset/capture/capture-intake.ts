import { decode, PayloadError } from '@lookout/shared/protocol/codec';
import { type DeviceAddress, topicOf } from '@lookout/shared/protocol/messages';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { type Delivery, HubMqttClient } from '../../broker/hub-mqtt-client.ts';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { messageRejected } from '../../device/device.events.ts';
import { DeviceRegistry } from '../../device/device-registry.ts';
import { EventBus } from '../../event-bus/event-bus.ts';
import { CaptureRepository } from './capture.repository.ts';
import { CaptureConductor } from './capture-conductor.ts';
import { bodyOf } from './read-chunk.ts';

interface Arrived {
  readonly address: DeviceAddress;
  readonly payload: Buffer;
  readonly parts: readonly string[];
}

/** More are dropped: the device is asked for them again. */
const mostWaiting = 64;

const Parts = z.tuple([z.uuid(), z.coerce.number().int().min(0)]);

/** Takes chunks as they come and commits them one by one. Reading on from the broker never waits for it. */
@Injectable()
export class CaptureIntake implements OnModuleInit {
  private readonly log = new Logger(CaptureIntake.name);
  private readonly waiting: Arrived[] = [];
  private isWorking = false;

  constructor(
    private readonly client: HubMqttClient,
    private readonly registry: DeviceRegistry,
    private readonly captures: CaptureRepository,
    private readonly conductor: CaptureConductor,
    private readonly events: EventBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  onModuleInit(): void {
    this.client.onMessage('capture', (address, payload, { parts }: Delivery) => {
      if (!this.registry.isMember(address) || this.waiting.length >= mostWaiting) return;
      this.waiting.push({ address, payload, parts });
      if (!this.isWorking) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift())
      await this.store(next).catch((error: Error) =>
        this.log.warn(`a chunk is lost and will be asked for again: ${error.message}`),
      );
    this.isWorking = false;
  }

  private async store(arrived: Arrived): Promise<void> {
    const read = this.read(arrived);
    if (read === null) return;
    const { id, index, chunk, body } = read;
    const { device } = arrived.address;
    const taken = await this.captures.take(id, device, index, { ...chunk, body }, this.now());
    if (taken === 'stored') this.conductor.chunkStored(id);
  }

  /** Null where it is not what it should be: that is told to the dead letters. */
  private read({ address, payload, parts }: Arrived) {
    try {
      const [id, index] = Parts.parse(parts);
      const { data, ...chunk } = decode('capture', payload);
      if (index >= chunk.total) throw new Error('the index is beyond the total');
      return { id, index, chunk, body: bodyOf({ ...chunk, data }) };
    } catch (error) {
      this.reject({ address, payload, parts }, error);
      return null;
    }
  }

  private reject({ address, payload, parts }: Arrived, error: unknown): void {
    this.events.emit(messageRejected, {
      ...{ address, payload, topic: topicOf('capture', address, parts), receivedAt: this.now() },
      code: error instanceof PayloadError ? error.code : 'schema',
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}
