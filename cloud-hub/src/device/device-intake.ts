import { decode, PayloadError } from '@lookout/shared/protocol/codec';
import {
  type DeviceAddress,
  type MessageKind,
  type MessageOf,
  topicOf,
} from '@lookout/shared/protocol/messages';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type Delivery, HubMqttClient } from '../broker/hub-mqtt-client.ts';
import { CLOCK, type Clock } from '../config/clock.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { CommandsService } from './commands.service.ts';
import { DesiredService } from './desired.service.ts';
import { deviceCameBack, loadSampled, messageRejected, reportedChanged } from './device.events.ts';
import { DeviceRepository } from './device.repository.ts';
import { DeviceRegistry } from './device-registry.ts';
import { PresenceService } from './presence.service.ts';

type Take<K extends MessageKind> = (
  address: DeviceAddress,
  message: MessageOf<K>,
  delivery: Delivery,
) => Promise<void>;

/** Parses what devices say of themselves, and hears from whatever else they send that they are there. */
@Injectable()
export class DeviceIntake implements OnModuleInit {
  private readonly log = new Logger(DeviceIntake.name);

  constructor(
    private readonly client: HubMqttClient,
    private readonly registry: DeviceRegistry,
    private readonly presence: PresenceService,
    private readonly devices: DeviceRepository,
    private readonly desired: DesiredService,
    private readonly commands: CommandsService,
    private readonly events: EventBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  onModuleInit(): void {
    this.take('status', async ({ site, device }, status, { retained }) => {
      await this.presence.statusArrived(device, status, retained);
      if (!status.online || retained) return;
      this.answer(() => this.commands.resend({ site, device }));
      this.events.emit(deviceCameBack, { site, device });
    });
    this.take('reported', async (address, reported, { retained }) => {
      if (!retained) await this.presence.heardFrom(address.device);
      const heard = { receivedAt: this.now(), isLive: !retained };
      if (!(await this.devices.saveReported(address.device, reported, heard))) return;
      this.events.emit(reportedChanged, { ...address, reported, ...heard });
      if (!retained) this.answer(() => this.desired.reconcile(address.device, reported));
    });
    this.take('load', async (address, load) => {
      await this.presence.heardFrom(address.device, load);
      this.events.emit(loadSampled, { ...address, load });
    });
    for (const kind of ['events', 'scores', 'capture', 'blocksRequest'] as const)
      this.client.onMessage(kind, (address) =>
        this.registry.isMember(address) ? this.presence.heardFrom(address.device) : undefined,
      );
  }

  private take<K extends MessageKind>(kind: K, handle: Take<K>): void {
    this.client.onMessage(kind, async (address, payload, delivery) => {
      // An empty retained payload is how MQTT forgets one.
      if (payload.length === 0 || !this.registry.isMember(address)) return;
      const message = this.parse(kind, address, payload);
      if (message !== null) await handle(address, message, delivery);
    });
  }

  /**
   * Publishes without being waited for: nothing is read from the broker until a handler is done, its
   * answer to what the handler publishes neither.
   */
  private answer(publish: () => Promise<void>): void {
    publish().catch((error: unknown) => this.log.error(String(error)));
  }

  private parse<K extends MessageKind>(
    kind: K,
    address: DeviceAddress,
    payload: Buffer,
  ): MessageOf<K> | null {
    try {
      return decode(kind, payload);
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error;
      const { code, message: reason } = error;
      const topic = topicOf(kind, address);
      this.events.emit(messageRejected, {
        address,
        topic,
        payload,
        code,
        reason,
        receivedAt: this.now(),
      });
      return null;
    }
  }
}
