import { Injectable, Logger } from '@nestjs/common';
import { alertsChanged, type ChangedAlert } from '../alert/alert.events.ts';
import { type AlertInput, keyOf } from '../alert/alert-draft.ts';
import { AlertIntake } from '../alert/alert-intake.ts';
import { alertRecordOf } from '../alert/alert-record.ts';
import { writeHalving } from '../database/halving.ts';
import { CommandsService } from '../device/commands.service.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { Acknowledger } from './acknowledger.ts';
import { adaptationsOf } from './adaptation.ts';
import { AreaDirectory } from './area-directory.ts';
import { type DeadLetter, deadRecord, deliveriesOf } from './dead-letter.ts';
import type { DecodedEvents, ReceivedEvent } from './decode-events.ts';
import { adaptationsStored } from './ingest.events.ts';
import { IngestMetrics } from './ingest.metrics.ts';
import { IngestRepository } from './ingest.repository.ts';

type Item = ReceivedEvent | DeadLetter;
const isEvent = (item: Item): item is ReceivedEvent => 'json' in item;
const isLetter = (item: Item): item is DeadLetter => !isEvent(item);

/** Events in, one transaction per batch: records, dead letters and alerts; then acknowledge, then tell. */
@Injectable()
export class EventStore {
  private readonly log = new Logger(EventStore.name);

  constructor(
    private readonly repository: IngestRepository,
    private readonly alerts: AlertIntake,
    private readonly commands: CommandsService,
    private readonly areas: AreaDirectory,
    private readonly acknowledger: Acknowledger,
    private readonly bus: EventBus,
    private readonly metrics: IngestMetrics,
  ) {}

  /** @throws when the database is to blame: the same batch may be stored again, nothing is doubled. */
  async store(batch: readonly DecodedEvents[]): Promise<void> {
    await writeHalving(
      batch.flatMap(({ events, deadLetters }): Item[] => [...events, ...deadLetters]),
      (items) => this.write(items),
      (item, error) => this.reject(item, error),
    );
  }

  private async write(items: readonly Item[]): Promise<void> {
    const events = items.filter(isEvent);
    const letters = items.filter(isLetter);
    const done = await this.repository.transaction(async (tx) => {
      const fresh = await this.repository.insertEvents(tx, events);
      await this.repository.insertDeadLetters(tx, letters);
      const alerts = await this.alerts.apply(tx, this.inputsOf(fresh));
      const commands = await this.commands.answered(tx, answersOf(fresh));
      return { fresh: fresh.size, alerts, commands };
    });
    this.metrics.stored('events', done.fresh, events.length, letters);
    this.acknowledger.send('eventsAck', [...events, ...deliveriesOf(letters)]);
    this.tell(events, done.alerts);
    this.commands.announce(done.commands);
  }

  /** A commit whose answer was lost comes back as duplicates, so those are told of too. */
  private tell(events: readonly ReceivedEvent[], changed: readonly ChangedAlert[]): void {
    const heard = this.inputsOf(events).map(({ device, record }) => ({
      device,
      id: record.alertId,
      stream: record.stream,
    }));
    const alerts = new Map([...heard, ...changed].map((alert) => [keyOf(alert), alert]));
    if (alerts.size > 0) this.bus.emit(alertsChanged, [...alerts.values()]);
    const adaptations = adaptationsOf(events);
    if (adaptations.length > 0) this.bus.emit(adaptationsStored, adaptations);
  }

  private inputsOf(events: Iterable<ReceivedEvent>): AlertInput[] {
    return [...events].flatMap(({ address: { site, device }, receivedAt, record }) => {
      const alert = record === null ? null : alertRecordOf(record);
      if (alert === null) return [];
      const area = this.areas.of({ device, stream: alert.stream });
      return [{ device, site, area, receivedAt, record: alert }];
    });
  }

  private async reject(item: Item, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    if (isEvent(item)) return this.write([deadRecord(item, 'rejected', reason, item.json, item)]);
    this.log.error(`a dead letter of ${item.device} cannot be kept: ${reason}`);
    this.acknowledger.send('eventsAck', deliveriesOf([item]));
  }
}

const answersOf = (events: Iterable<ReceivedEvent>) =>
  [...events].flatMap(({ address: { device }, record }) => {
    if (record?.type !== 'commandResult') return [];
    const { commandId, ok, detail, at } = record;
    return { device, commandId, ok, detail, at };
  });
