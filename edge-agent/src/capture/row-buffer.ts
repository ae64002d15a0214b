import { gunzipSync, gzipSync } from 'node:zlib';
import { packColumns, unpackColumns } from '@lookout/shared/table/packed-columns';
import type { Sample } from '../source/source.ts';

/** What the rows of a stream are: another detector may read other channels. */
export interface Layout {
  readonly periodMs: number;
  readonly channels: readonly { readonly name: string; readonly unit: string | null }[];
}

/** Rows in the form in which they lie on disk and travel (protocol/capture). */
export interface PackedRows {
  readonly rows: number;
  /** Of the rows' `at`, ms UTC. */
  readonly fromAt: number;
  readonly toAt: number;
  /** gzip of packed columns: `at`, `sourceAt`, then the channels. */
  readonly body: Uint8Array;
}

/** Rows that gather in memory, oldest first. */
export class RowBuffer {
  private readonly at: number[] = [];
  private readonly sourceAt: number[] = [];
  private readonly values: number[][];

  constructor(channels: number) {
    this.values = Array.from({ length: channels }, () => []);
  }

  get rows(): number {
    return this.at.length;
  }

  push({ at, sourceAt, values }: Sample): void {
    this.at.push(at);
    this.sourceAt.push(sourceAt ?? Number.NaN);
    this.values.forEach((column, i) => {
      column.push(values[i] ?? Number.NaN);
    });
  }

  columns(): Float64Array[] {
    return [this.at, this.sourceAt, ...this.values].map((column) => Float64Array.from(column));
  }
}

export function packRows(columns: readonly Float64Array[]): PackedRows {
  const at = columns[0] ?? new Float64Array(0);
  let [fromAt, toAt] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of at) {
    fromAt = Math.min(fromAt, time);
    toAt = Math.max(toAt, time);
  }
  return { rows: at.length, fromAt, toAt, body: gzipSync(packColumns(columns), { level: 5 }) };
}

/** @throws Error where the body is not what `packRows` made */
export const unpackRows = (body: Uint8Array): Float64Array[] => unpackColumns(gunzipSync(body));

/** Puts the rows of several stretches, which have the same columns, one behind the other. */
export function joinColumns(parts: readonly (readonly Float64Array[])[]): Float64Array[] {
  const rows = parts.reduce((sum, [at]) => sum + (at?.length ?? 0), 0);
  return (parts[0] ?? []).map((_, c) => {
    const whole = new Float64Array(rows);
    let from = 0;
    for (const columns of parts) {
      const column = columns[c] ?? new Float64Array(0);
      whole.set(column, from);
      from += column.length;
    }
    return whole;
  });
}
