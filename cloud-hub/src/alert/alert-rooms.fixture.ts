import type { EventRecord } from '@lookout/shared/protocol/records';
import { openTestDatabase } from '../../../test/support/postgres.ts';
import { mergeSchemas } from '../database/schema.ts';
import { inTransaction } from '../database/transaction.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { ingestSchema } from '../ingest/ingest.schema.ts';
import { AlertRepository } from './alert.repository.ts';
import { alertSchema } from './alert.schema.ts';
import { AlertService } from './alert.service.ts';
import { AlertActionsRepository } from './alert-actions.repository.ts';
import { AlertIntakeRepository } from './alert-intake.repository.ts';
import { AlertIntake } from './alert-intake.ts';
import { alertRecordOf } from './alert-record.ts';

/** The alert room on a real database, with a clock that the test sets. */
export class AlertRooms {
  now = 1_000_000;
  readonly events = new EventBus();
  readonly service: AlertService;
  private readonly intake = new AlertIntake(new AlertIntakeRepository());

  private constructor(readonly database: Awaited<ReturnType<typeof openTestDatabase>>) {
    const { pool } = database;
    this.service = new AlertService(
      new AlertRepository(pool),
      new AlertActionsRepository(pool),
      this.events,
      () => this.now,
    );
  }

  static async open(): Promise<AlertRooms> {
    return new AlertRooms(await openTestDatabase(mergeSchemas(ingestSchema, alertSchema)));
  }

  /** As one batch of the ingest brings them. */
  async receive(records: readonly EventRecord[], device = 'pump-1'): Promise<void> {
    const inputs = records.flatMap((record) => {
      const alert = alertRecordOf(record);
      return alert === null
        ? []
        : [{ device, site: 'plant', area: 'hall', receivedAt: this.now, record: alert }];
    });
    await inTransaction(this.database.pool, (tx) => this.intake.apply(tx, inputs));
  }

  async clear(): Promise<void> {
    await this.database.pool.query('TRUNCATE alerts, alert_actions, events');
  }
}
