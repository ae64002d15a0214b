import type { DetectionPolicy, Reported } from '@lookout/shared/protocol/presence';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { BrokerOfflineError } from '../broker/broker-error.ts';
import { HubMqttClient } from '../broker/hub-mqtt-client.ts';
import { CLOCK, type Clock } from '../config/clock.ts';
import type { Transaction } from '../database/transaction.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { type AddressedDesired, DesiredRepository } from './desired.repository.ts';
import type { Policies } from './desired.ts';
import { deviceChanged } from './device.events.ts';
import type { AssetKey, AssignedRelease, ReleaseOrder } from './release-order.ts';
import { StreamReleaseRepository } from './stream-release.repository.ts';

/** Documents on their way to the broker at once. */
const publishedAtOnce = 16;

/**
 * The one writer of `desired`. The tables are the truth; the retained message is a copy that a broker may
 * forget, so it is sent anew at every connect and whenever a device turns out to lag behind.
 */
@Injectable()
export class DesiredService implements OnModuleInit {
  private readonly log = new Logger(DesiredService.name);

  constructor(
    private readonly repository: DesiredRepository,
    private readonly releases: StreamReleaseRepository,
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
   * Writes assignments within the caller's transaction, each numbered one above the stream's last. After the
   * commit the caller publishes; should it not come to that, the next connect does.
   */
  async assignRelease(
    tx: Transaction,
    orders: readonly ReleaseOrder[],
  ): Promise<readonly AssignedRelease[]> {
    return orders.length === 0 ? [] : this.releases.assign(tx, orders, this.now());
  }

  /** As above: the assignments stand, nothing is to go on (true), or it goes on again (false). */
  holdRelease(tx: Transaction, assets: readonly AssetKey[], hold: boolean): Promise<void> {
    return this.releases.hold(tx, assets, hold, this.now());
  }

  /** As above: the assignments are taken out of `desired`. */
  withdrawRelease(tx: Transaction, assets: readonly AssetKey[]): Promise<void> {
    return this.releases.withdraw(tx, assets, this.now());
  }

  /** Streams that are assigned a release, try it, or run it; by release. */
  releaseUses(releases: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.releases.usesOf(releases);
  }

  /** Whom devices are to believe; told again changes nothing. */
  async setKeys(documents: readonly SignedDocument[]): Promise<void> {
    await this.publishMany(await this.repository.setKeys(documents, this.now()));
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

  async publishMany(devices: readonly string[]): Promise<void> {
    if (devices.length > 0) await this.sendAll(await this.repository.findMany(devices));
  }

  private async publishAll(): Promise<void> {
    await this.sendAll(await this.repository.all());
  }

  private async sendAll(documents: readonly AddressedDesired[]): Promise<void> {
    const rest = documents.values();
    const worker = async () => {
      for (const known of rest) await this.send(known);
    };
    await Promise.all(Array.from({ length: publishedAtOnce }, worker));
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
