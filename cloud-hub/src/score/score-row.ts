import type { ReceivedBlock } from './received-block.ts';

/** One window as it is stored. */
export interface ScoreRow {
  readonly device: string;
  readonly stream: string;
  readonly at: number;
  readonly receivedAt: number;
  readonly sourceAt: number | null;
  readonly contextId: number;
  readonly replayed: boolean;
  readonly score: number | null;
  readonly threshold: number | null;
  readonly latencyUs: number | null;
  /** PostgreSQL's text form of a `real[]`, one per channel. */
  readonly values: string;
  readonly expected: string;
}

export const windowKey = (of: { device: string; stream: string; at: number }): string =>
  `${of.device}/${of.stream}/${of.at}`;

export function rowsOf(
  { device, receivedAt, block }: ReceivedBlock,
  contextId: number,
): ScoreRow[] {
  return block.at.map((at, i) => ({
    device,
    stream: block.stream,
    at,
    receivedAt,
    sourceAt: block.sourceAt?.[i] ?? null,
    contextId,
    replayed: block.replayed,
    score: block.score[i] ?? null,
    threshold: block.threshold[i] ?? null,
    latencyUs: toReal(block.latencyUs[i] ?? null),
    values: realArray(block.values, i),
    expected: realArray(block.expected, i),
  }));
}

const realArray = (columns: readonly (readonly (number | null)[])[], row: number): string =>
  `{${columns.map((column) => toReal(column[row] ?? null) ?? 'NULL').join(',')}}`;

const largestReal = 3.4e38;
const smallestReal = 1.2e-38;

/** What PostgreSQL's `real` takes: it refuses a number out of its range instead of rounding it. */
function toReal(value: number | null): number | null {
  if (value === null || Math.abs(value) < smallestReal) return value === null ? null : 0;
  return Math.max(-largestReal, Math.min(largestReal, value));
}
