import type { AssetKey } from '@lookout/shared/protocol/names';
import type { Reported } from '@lookout/shared/protocol/presence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { reportedChanged } from '../device/device.events.ts';
import { DeviceRegistry } from '../device/device-registry.ts';
import { EventBus } from '../event-bus/event-bus.ts';

/** In which area of the plant an asset stands, by what its device reported: an alert is stored with it. */
@Injectable()
export class AreaDirectory implements OnModuleInit {
  private readonly areas = new Map<string, ReadonlyMap<string, string | null>>();

  constructor(
    private readonly devices: DeviceRegistry,
    private readonly events: EventBus,
  ) {}

  async onModuleInit(): Promise<void> {
    this.events.on(reportedChanged, ({ device, reported }) => this.learn(device, reported));
    for (const { id, reported } of await this.devices.list())
      if (reported !== null && !this.areas.has(id)) this.learn(id, reported);
  }

  /** Null where none is known. */
  of({ device, stream }: AssetKey): string | null {
    return this.areas.get(device)?.get(stream) ?? null;
  }

  private learn(device: string, { streams }: Reported): void {
    this.areas.set(device, new Map(streams.map(({ name, area }) => [name, area])));
  }
}
