import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { reportedChanged } from '../device/device.events.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { assetKey } from './placement-row.ts';
import { SwitchRepository, type SwitchRow } from './switch.repository.ts';
import { whenSwitched } from './when-switched.ts';

/** Keeps the switches that devices report. A report names the last one only; one that is missed is lost. */
@Injectable()
export class SwitchIntake implements OnModuleInit {
  private readonly log = new Logger(SwitchIntake.name);
  /** By `device/stream`, so that a report that says it again costs nothing. */
  private readonly known = new Map<string, number>();

  constructor(
    private readonly switches: SwitchRepository,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.events.on(reportedChanged, ({ device, reported, receivedAt, isLive }) => {
      const rows = reported.streams.flatMap(({ name, placement }): SwitchRow[] => {
        const report = placement?.lastSwitch ?? null;
        const key = assetKey({ device, stream: name });
        if (report === null || this.known.get(key) === report.at) return [];
        this.known.set(key, report.at);
        const heard = { at: report.at, reportedAt: reported.at, receivedAt, isLive };
        return [{ device, stream: name, report, correctedAt: whenSwitched(heard) }];
      });
      if (rows.length > 0) void this.store(rows);
    });
  }

  private async store(rows: readonly SwitchRow[]): Promise<void> {
    try {
      await this.switches.add(rows);
    } catch (error) {
      for (const row of rows) this.known.delete(assetKey(row));
      this.log.warn(`switches are not kept: ${String(error)}`);
    }
  }
}
