import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction } from '../../database/transaction.ts';
import { type LoadRow, meanFigures, type StoredLoad } from './load-slot.ts';

const rowsPerStatement = 2_000;

type Column = readonly [
  key: keyof StoredLoad,
  name: string,
  type: string,
  of: (load: StoredLoad) => unknown,
];

const snake = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const columns: readonly Column[] = [
  ...meanFigures.map((key): Column => [key, snake(key), 'real', (load: StoredLoad) => load[key]]),
  ['cpuOnline', 'cpu_online', 'int', (load) => load.cpuOnline],
  ['overCurrentEvents', 'over_current_events', 'bigint', (load) => load.overCurrentEvents],
  ['throttled', 'throttled', 'boolean', (load) => load.throttled],
  ['powerMode', 'power_mode', 'text', (load) => load.powerMode],
  ['streams', 'streams', 'jsonb', (load) => JSON.stringify(load.streams)],
];

/** Load of one device over time, columns of equal length, the oldest first. */
export interface LoadColumns {
  readonly device: string;
  readonly at: readonly number[];
  readonly columns: { readonly [K in keyof StoredLoad]: readonly StoredLoad[K][] };
}

@Injectable()
export class LoadRepository {
  constructor(private readonly pool: Pool) {}

  /** A half minute that is there already stays: another hub has heard the same device. */
  async insert(rows: readonly LoadRow[]): Promise<void> {
    await inTransaction(this.pool, async (tx) => {
      for (let from = 0; from < rows.length; from += rowsPerStatement) {
        const part = rows.slice(from, from + rowsPerStatement);
        await tx.query(insertSql, [
          part.map(({ device }) => device),
          part.map(({ at }) => at),
          ...columns.map(([, , , of]) => part.map(({ load }) => of(load))),
        ]);
      }
    });
  }

  /**
   * Of each device that has any, both ends included. One row of JSON per device is read many times faster
   * than a row per sample.
   */
  async columnsOf(devices: readonly string[], from: number, to: number): Promise<LoadColumns[]> {
    const { rows } = await this.pool.query<LoadColumns>(columnsSql, [devices, from, to]);
    return rows;
  }
}

const names = columns.map(([, name]) => name).join(', ');
const insertSql = `
  INSERT INTO load_samples (device, at, ${names})
  SELECT * FROM unnest($1::text[], $2::bigint[],
    ${columns.map(([, , type], i) => `$${i + 3}::${type}[]`).join(', ')})
  ON CONFLICT (device, at) DO NOTHING`;
const columnsSql = `
  SELECT device, json_agg(at ORDER BY at) AS at,
    json_build_object(${columns.map(([key, name]) => `'${key}', json_agg(${name} ORDER BY at)`).join(', ')}) AS columns
  FROM load_samples WHERE device = ANY ($1) AND at BETWEEN $2 AND $3
  GROUP BY device ORDER BY device`;
