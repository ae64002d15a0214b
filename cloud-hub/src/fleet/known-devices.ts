import { Injectable } from '@nestjs/common';
import { deviceChanged, reportedChanged } from '../device/device.events.ts';
import type { DeviceRecord } from '../device/device-record.ts';
import { DeviceRegistry } from '../device/device-registry.ts';
import { EventBus } from '../event-bus/event-bus.ts';

/**
 * Devices that are not revoked, as the overview needs them several times a second: read once, then one by
 * one as they change. Times of last contact are as old as the last change.
 */
@Injectable()
export class KnownDevices {
  private readonly devices = new Map<string, DeviceRecord>();
  private readonly outdated = new Set<string>();
  private loaded = false;
  private refreshing: Promise<void> = Promise.resolve();

  constructor(
    private readonly registry: DeviceRegistry,
    events: EventBus,
  ) {
    events.on(deviceChanged, ({ device }) => this.outdated.add(device));
    events.on(reportedChanged, ({ device }) => this.outdated.add(device));
  }

  async all(): Promise<DeviceRecord[]> {
    await this.refresh();
    return [...this.devices.values()];
  }

  /** Those that are known among these. */
  async of(ids: Iterable<string>): Promise<DeviceRecord[]> {
    await this.refresh();
    return [...ids].flatMap((id) => this.devices.get(id) ?? []);
  }

  /** One after the other: who comes second must not go on with what the first is still fetching. */
  private refresh(): Promise<void> {
    const mine = this.refreshing.then(() => this.catchUp());
    this.refreshing = mine.catch(() => undefined);
    return mine;
  }

  private async catchUp(): Promise<void> {
    this.loaded ||= await this.load();
    for (const id of this.outdated) {
      this.outdated.delete(id);
      try {
        this.keep(await this.registry.get(id));
      } catch (error) {
        this.outdated.add(id);
        throw error;
      }
    }
  }

  private async load(): Promise<true> {
    for (const record of await this.registry.list()) this.keep(record);
    return true;
  }

  private keep(record: DeviceRecord): void {
    if (record.revokedAt === null) this.devices.set(record.id, record);
    else this.devices.delete(record.id);
  }
}
