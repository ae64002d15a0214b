import type { Load } from '@lookout/shared/protocol/load';
import type { Status } from '@lookout/shared/protocol/presence';
import {
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { HUB_CONFIG, type HubConfig } from '../config/config.ts';
import { writeHalving } from '../database/halving.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { AbsenceRepository } from './absence.repository.ts';
import { deviceChanged } from './device.events.ts';
import { DeviceRepository, type Heard } from './device.repository.ts';
import type { DeviceRecord } from './device-record.ts';
import { absenceBetween, type Evidence, nextPresence, type PresenceState } from './presence.ts';

const tickMs = 5_000;

const neverHeard: PresenceState = {
  presence: 'unknown',
  offlineBy: null,
  status: null,
  lastSeenAt: null,
};

/**
 * Carries out what `nextPresence` decides. A change is written at once; the time of the last message and
 * the last load sample, which change all the time, are written together every few seconds.
 */
@Injectable()
export class PresenceService implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(PresenceService.name);
  private readonly states = new Map<string, PresenceState>();
  private readonly heard = new Map<string, Heard>();
  /** Changed, but the database did not take it yet. */
  private readonly unsaved = new Set<string>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly devices: DeviceRepository,
    private readonly absences: AbsenceRepository,
    private readonly events: EventBus,
    @Inject(HUB_CONFIG) private readonly config: HubConfig,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const { id, presence, offlineBy, status, lastSeenAt } of await this.devices.list())
      this.states.set(id, { presence, offlineBy, status, lastSeenAt });
    if (this.config.mqtt.kind === 'embedded')
      for (const id of this.states.keys()) await this.apply(id, { kind: 'brokerBegan' });
    this.timer = setInterval(() => {
      this.tick().catch((error: unknown) => this.log.error(String(error)));
    }, tickMs);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.flush();
  }

  statusArrived(device: string, status: Status, retained: boolean): Promise<void> {
    return this.apply(device, { kind: 'status', status, retained, at: this.now() });
  }

  /** Any message that was sent just now, with the load sample where it was one. */
  async heardFrom(device: string, load: Load | null = null): Promise<void> {
    const lastSeenAt = this.now();
    this.heard.set(device, {
      device,
      lastSeenAt,
      load: load ?? this.heard.get(device)?.load ?? null,
    });
    await this.apply(device, { kind: 'heard', at: lastSeenAt });
  }

  /** What is known by now but not yet written. */
  overlay(record: DeviceRecord): DeviceRecord {
    const state = this.states.get(record.id);
    const load = this.heard.get(record.id)?.load ?? record.load;
    if (state === undefined) return { ...record, load };
    const { presence, lastSeenAt } = state;
    return { ...record, presence, lastSeenAt, load };
  }

  /** Tells those that have fallen silent, and writes down the rest. */
  async tick(): Promise<void> {
    const at = this.now();
    for (const id of this.unsaved) await this.save(id);
    for (const id of this.states.keys()) await this.apply(id, { kind: 'clock', at });
    await this.flush();
  }

  private async apply(device: string, evidence: Evidence): Promise<void> {
    const before = this.states.get(device) ?? neverHeard;
    const after = nextPresence(before, evidence);
    if (after === before) return;
    this.states.set(device, after);
    if (after.presence === before.presence && after.status === before.status) return;
    this.unsaved.add(device);
    await this.save(device);
    const absence = absenceBetween(before, after);
    if (absence !== null) await this.absences.add(device, absence);
  }

  private async save(device: string): Promise<void> {
    await this.devices.savePresence(device, this.states.get(device) ?? neverHeard);
    this.unsaved.delete(device);
    this.events.emit(deviceChanged, { device });
  }

  private async flush(): Promise<void> {
    if (this.heard.size === 0) return;
    const batch = [...this.heard.values()];
    this.heard.clear();
    await writeHalving(
      batch,
      (some) => this.devices.saveHeard(some),
      (one, error) => this.saveWithoutLoad(one, error),
    );
  }

  /** A load sample that the database refuses costs nobody else theirs, and the device its sample alone. */
  private async saveWithoutLoad(heard: Heard, error: unknown): Promise<void> {
    this.log.warn(`the load of ${heard.device} is refused: ${String(error)}`);
    if (heard.load !== null) await this.devices.saveHeard([{ ...heard, load: null }]);
  }
}
