import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../database/transaction.ts';
import { type DeadLetter, storable } from './dead-letter.ts';
import type { ReceivedEvent } from './decode-events.ts';

const deadLettersKept = 100_000;

@Injectable()
export class IngestRepository {
  constructor(private readonly pool: Pool) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }

  /** Inserts the events that are new and returns them, by identity. */
  async insertEvents(
    tx: Transaction,
    events: readonly ReceivedEvent[],
  ): Promise<Set<ReceivedEvent>> {
    // In the order of their keys, so that two hubs given the same events do not wait for each other.
    const byKey = new Map(events.map((event) => [keyOf(event), event]));
    const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
    const { rows } = await tx.query<{ device: string; queueId: string; seq: number }>(
      insertEventsSql,
      eventColumns.map(([, , of]) => sorted.map(of)),
    );
    const fresh = rows.map(({ device, queueId, seq }) =>
      byKey.get(keyOf({ address: { device }, queueId, seq })),
    );
    return new Set(fresh.filter((event) => event !== undefined));
  }

  /** Returns how many were new: one that is delivered again is kept once. */
  async insertDeadLetters(tx: Transaction, letters: readonly DeadLetter[]): Promise<number> {
    if (letters.length === 0) return 0;
    const { rowCount } = await tx.query(
      insertDeadLettersSql,
      deadLetterColumns.map(([, , of]) => letters.map(of)),
    );
    return rowCount ?? 0;
  }

  /** Drops what is older than `before`, and the oldest of what is still too many. */
  async sweepDeadLetters(before: number): Promise<number> {
    const { rowCount } = await this.pool.query(
      `DELETE FROM dead_letters WHERE received_at < $1
         OR no <= (SELECT no FROM dead_letters ORDER BY no DESC OFFSET $2 LIMIT 1)`,
      [before, deadLettersKept],
    );
    return rowCount ?? 0;
  }
}

type Columns<T> = readonly [name: string, type: string, of: (row: T) => unknown][];

const eventColumns: Columns<ReceivedEvent> = [
  ['device', 'text', (e) => e.address.device],
  ['queue_id', 'text', (e) => e.queueId],
  ['seq', 'bigint', (e) => e.seq],
  ['type', 'text', (e) => e.type],
  ['stream', 'text', (e) => e.stream],
  ['alert_id', 'uuid', (e) => e.alertId],
  ['at', 'bigint', (e) => e.at],
  ['corrected_at', 'bigint', (e) => e.correctedAt],
  ['received_at', 'bigint', (e) => e.receivedAt],
  ['record', 'jsonb', (e) => e.json],
];

const deadLetterColumns: Columns<DeadLetter> = [
  ['device', 'text', (d) => d.device],
  ['topic', 'text', (d) => storable(d.topic)],
  ['code', 'text', (d) => d.code],
  ['reason', 'text', (d) => d.reason],
  ['payload', 'bytea', (d) => Buffer.from(d.payload)],
  ['payload_bytes', 'int', (d) => d.payloadBytes],
  ['received_at', 'bigint', (d) => d.receivedAt],
  ['queue_id', 'text', (d) => (d.delivery === null ? null : storable(d.delivery.queueId))],
  ['seq', 'bigint', (d) => d.delivery?.seq ?? null],
];

const insertInto = <T>(table: string, columns: Columns<T>): string => `
  INSERT INTO ${table} (${columns.map(([name]) => name).join(', ')})
  SELECT * FROM unnest(${columns.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')})
  ON CONFLICT DO NOTHING`;

const insertEventsSql = `${insertInto('events', eventColumns)}
  RETURNING device, queue_id AS "queueId", seq`;
const insertDeadLettersSql = insertInto('dead_letters', deadLetterColumns);

const keyOf = (of: { address: { device: string }; queueId: string; seq: number }): string =>
  `${of.address.device}/${of.queueId}/${of.seq}`;
