import type { DeviceAddress } from '@lookout/shared/protocol/messages';
import type { DeviceCredential, NewDevice } from '@lookout/shared/protocol/rest';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { DeviceDirectory, DeviceIdentity } from '../broker/device-directory.ts';
import { EmbeddedBroker } from '../broker/embedded-broker.ts';
import { HUB_CONFIG, type HubConfig } from '../config/config.ts';
import { Notifications } from '../database/notifications.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { Problem } from '../http/problem.ts';
import { DesiredService } from './desired.service.ts';
import { deviceChanged } from './device.events.ts';
import { DeviceRepository } from './device.repository.ts';
import { deviceBrokerUrl } from './device-broker-url.ts';
import { DeviceEnrolment, deviceChannel } from './device-enrolment.ts';
import { type DeviceRecord, recordOf } from './device-record.ts';
import { verifySecret } from './device-secret.ts';
import { PresenceService } from './presence.service.ts';

/** The fleet's members, and who may come in. */
@Injectable()
export class DeviceRegistry implements DeviceDirectory, OnModuleInit {
  private readonly log = new Logger(DeviceRegistry.name);
  /** By id, of those that are enrolled and not revoked. */
  private readonly members = new Map<string, { site: string; secretHash: string }>();

  constructor(
    private readonly devices: DeviceRepository,
    private readonly enrolment: DeviceEnrolment,
    private readonly desired: DesiredService,
    private readonly presence: PresenceService,
    private readonly broker: EmbeddedBroker,
    private readonly notifications: Notifications,
    private readonly events: EventBus,
    @Inject(HUB_CONFIG) private readonly config: HubConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    this.broker.admitBy(this);
    await this.notifications.listen(deviceChannel, (id) => {
      this.refresh(id).catch((error: unknown) => this.log.error(String(error)));
    });
    for (const { id, site, secretHash, revokedAt } of await this.devices.list())
      if (revokedAt === null) this.members.set(id, { site, secretHash });
  }

  async list(): Promise<DeviceRecord[]> {
    return (await this.devices.list()).map((row) => this.presence.overlay(recordOf(row)));
  }

  /** @throws Problem 404 notFound */
  async get(id: string): Promise<DeviceRecord> {
    const row = await this.devices.find(id);
    if (row === null) throw Problem.notFound(`device ${id}`);
    return this.presence.overlay(recordOf(row));
  }

  /** Whether what comes under this address is a member's. An external broker may let others write. */
  isMember({ site, device }: DeviceAddress): boolean {
    return this.members.get(device)?.site === site;
  }

  /** @throws Problem 409 idTaken */
  async enrol(device: NewDevice): Promise<DeviceCredential> {
    const secret = await this.enrolment.enrol(device);
    await this.refresh(device.id);
    return { id: device.id, site: device.site, secret, brokerUrl: this.brokerUrl() };
  }

  /** Its connection ends at once. @throws Problem 404 notFound, 409 alreadyRevoked */
  async revoke(id: string): Promise<DeviceRecord> {
    await this.enrolment.revoke(id);
    await this.refresh(id);
    return this.get(id);
  }

  /** @throws Problem 404 notFound, 409 alreadyRevoked */
  async relabel(id: string, labels: Readonly<Record<string, string>>): Promise<DeviceRecord> {
    await this.enrolment.relabel(id, labels);
    await this.refresh(id);
    return this.get(id);
  }

  async authenticate(device: string, secret: Buffer): Promise<DeviceIdentity | null> {
    const row = await this.devices.find(device);
    if (row === null || row.revokedAt !== null) return null;
    return (await verifySecret(secret, row.secretHash)) ? { site: row.site, device } : null;
  }

  /** What a device is told to connect to. */
  brokerUrl(): string {
    return deviceBrokerUrl(this.config, this.broker.port);
  }

  /** Brings this hub in line with the tables, whoever changed them. */
  private async refresh(id: string): Promise<void> {
    const before = this.members.get(id);
    const row = await this.devices.find(id);
    if (row === null || row.revokedAt !== null) this.members.delete(id);
    else this.members.set(id, { site: row.site, secretHash: row.secretHash });
    // What was let in with a credential that is void now has to leave.
    if (before !== undefined && before.secretHash !== this.members.get(id)?.secretHash)
      this.broker.disconnect(id);
    if (this.members.has(id)) await this.desired.publish(id);
    this.events.emit(deviceChanged, { device: id });
  }
}
