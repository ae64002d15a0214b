import type { AssetKey } from '@lookout/shared/protocol/names';
import type {
  Alert,
  AlertDetail,
  AlertPage,
  AlertQuery,
  ShelveRequest,
} from '@lookout/shared/protocol/rest';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { Problem } from '../http/problem.ts';
import { type AlertKey, alertsChanged, type ChangedAlert } from './alert.events.ts';
import { AlertRepository } from './alert.repository.ts';
import { AlertActionsRepository } from './alert-actions.repository.ts';
import { alertCursor } from './alert-cursor.ts';
import { presentAlert } from './alert-row.ts';
import type { AssetAlerts } from './asset-alerts.ts';

const minuteMs = 60_000;

@Injectable()
export class AlertService {
  constructor(
    private readonly alerts: AlertRepository,
    private readonly actions: AlertActionsRepository,
    private readonly events: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws Problem 400 badCursor */
  async list(query: AlertQuery): Promise<Omit<AlertPage, 'epoch' | 'revision'>> {
    const cursor = query.cursor === undefined ? null : alertCursor.read(query.cursor);
    if (query.cursor !== undefined && cursor === null)
      throw new Problem(400, 'badCursor', 'cursor is not one that a page ended with.');
    const { rows, total } = await this.alerts.page(query, cursor);
    const page = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? page.at(-1) : undefined;
    return {
      alerts: page.map(presentAlert),
      total,
      next: last === undefined ? null : alertCursor.write(last.cursor),
    };
  }

  /** @throws Problem 404 notFound */
  async detail(id: string): Promise<AlertDetail> {
    const row = await this.find(id);
    return { alert: presentAlert(row), history: await this.alerts.history(row) };
  }

  async present(keys: readonly AlertKey[]): Promise<Alert[]> {
    return (await this.alerts.findMany(keys)).map(presentAlert);
  }

  /** What the open alerts of each asset come to, of these devices or of all. */
  summaries(devices: readonly string[] | null): Promise<AssetAlerts[]> {
    return this.alerts.summaries(devices);
  }

  /** Twice is once: the first user and note stay. @throws Problem 404 notFound */
  async acknowledge(id: string, by: string, note: string | null): Promise<Alert> {
    const key = await this.find(id);
    this.tell(await this.actions.acknowledge([key], { by, note, at: this.clock() }));
    return presentAlert(await this.find(id));
  }

  /** Ids that are not known are passed over. */
  async acknowledgeMany(ids: readonly string[], by: string, note: string | null): Promise<Alert[]> {
    const keys = await this.alerts.keysOf(ids);
    this.tell(await this.actions.acknowledge(keys, { by, note, at: this.clock() }));
    return this.present(keys);
  }

  /** The anomalies that stand at the asset: seen by whoever asks for its reset, ended by its device. */
  async requestReset(asset: AssetKey, by: string, text: string): Promise<void> {
    this.tell(await this.actions.requestReset(asset, { by, text, at: this.clock() }));
  }

  /** Covers the asset's further alerts of the same kind until the time runs out. @throws Problem 404 notFound */
  async shelve(id: string, by: string, { minutes, reason }: ShelveRequest): Promise<Alert> {
    const key = await this.find(id);
    const at = this.clock();
    this.tell(await this.actions.shelve(key, { by, at, until: at + minutes * minuteMs, reason }));
    return presentAlert(await this.find(id));
  }

  /** @throws Problem 404 notFound */
  async unshelve(id: string, by: string): Promise<Alert> {
    const key = await this.find(id);
    this.tell(await this.actions.unshelve(key, { by, at: this.clock() }));
    return presentAlert(await this.find(id));
  }

  /** Takes down the shelves that ran out by `now`. */
  async sweepShelves(now: number): Promise<void> {
    this.tell(await this.actions.sweepShelves(now));
  }

  private async find(id: string) {
    const row = await this.alerts.find(id);
    if (row === null) throw Problem.notFound(`alert ${id}`);
    return row;
  }

  private tell(changed: readonly ChangedAlert[]): void {
    if (changed.length > 0) this.events.emit(alertsChanged, changed);
  }
}
