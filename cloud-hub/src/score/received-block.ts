import type { ScoreBlock } from '@lookout/shared/protocol/scores';

/** A stretch of windows as it came from a device, its columns checked. */
export interface ReceivedBlock {
  readonly device: string;
  readonly receivedAt: number;
  readonly block: ScoreBlock;
}

/** Why the columns of a block do not fit each other; null where they do. */
export function columnFault(block: ScoreBlock): string | null {
  const rows = block.at.length;
  const columns: [string, readonly unknown[] | null][] = [
    ['sourceAt', block.sourceAt],
    ['score', block.score],
    ['threshold', block.threshold],
    ['latencyUs', block.latencyUs],
    ...block.values.map((column, i): [string, readonly unknown[]] => [`values.${i}`, column]),
    ...block.expected.map((column, i): [string, readonly unknown[]] => [`expected.${i}`, column]),
  ];
  const short = columns.find(([, column]) => column !== null && column.length !== rows);
  if (short) return `${short[0]}: ${short[1]?.length} rows, at has ${rows}`;
  for (const name of ['values', 'expected'] as const)
    if (block[name].length !== block.channels.length)
      return `${name}: ${block[name].length} columns, channels has ${block.channels.length}`;
  return null;
}
