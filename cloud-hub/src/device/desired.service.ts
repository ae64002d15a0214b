import type { DetectionPolicy, Reported } from '@lookout/shared/protocol/presence';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { BrokerOfflineError } from '../broker/broker-error.ts';
import { HubMqttClient } from '../broker/hub-mqtt-client.ts';
import { CLOCK, type Clock } from '../config/clock.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { type AddressedDesired, DesiredRepository } from './desired.repository.ts';
import type { Policies } from './desired.ts';
import { deviceChanged } from './device.events.ts';

/**
 * The one writer of `desired`. The tables are the truth; the retained message is a copy that a broker may
 * forget, so it is sent anew at every connect and whenever a device turns out to lag behind.
 */
@Injectable()
export class DesiredService implements OnModuleInit {
  private readonly log = new Logger(DesiredService.name);

  constructor(
    private readonly repository: DesiredRepository,
    private readonly client: HubMqttClient,
    private readonly events: EventBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  onModuleInit(): void {
    this.client.onReady(() => this.publishAll());
  }

  policiesOf(device: string): Promise<Policies> {
    return this.repository.policiesOf(device);
  }

  /** Null gives the stream back to its bundle's own values. */
  async setPolicy(
    device: string,
    stream: string,
    policy: DetectionPolicy | null,
    by: string,
  ): Promise<void> {
    await this.repository.change({ device, stream, policy, by, at: this.now() });
    this.events.emit(deviceChanged, { device });
    await this.publish(device);
  }

  /**
   * Sends the document again where the device has not followed it. One that has seen a higher generation
   * knew a database that was lost: it ignores us until we are ahead of it.
   */
  async reconcile(device: string, { observedGeneration }: Reported): Promise<void> {
    const known = await this.repository.find(device);
    if (known === null || known.desired.generation === observedGeneration) return;
    if (known.desired.generation < observedGeneration)
      await this.repository.outrun(device, observedGeneration, this.now());
    await this.publish(device);
  }

  async publish(device: string): Promise<void> {
    const known = await this.repository.find(device);
    if (known !== null) await this.send(known);
  }

  private async publishAll(): Promise<void> {
    for (const known of await this.repository.all()) await this.send(known);
  }

  /** Offline is no failure here: the next connect sends everything. */
  private async send({ site, device, desired }: AddressedDesired): Promise<void> {
    try {
      await this.client.publish('desired', { site, device }, desired);
    } catch (error) {
      if (!(error instanceof BrokerOfflineError)) throw error;
      this.log.debug(`desired of ${device} waits for the broker`);
    }
  }
}
