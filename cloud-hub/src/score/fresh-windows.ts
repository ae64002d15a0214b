import type { LiveScores } from '@lookout/shared/protocol/live';
import type { ReceivedBlock } from './received-block.ts';
import { windowKey } from './score-row.ts';

/**
 * The windows of a block that were new to the history, as they go on to the browsers; null where none was.
 * Takes them out of `fresh`: a window that two blocks of one batch bring is new once.
 */
export function freshWindows(
  { device, block }: ReceivedBlock,
  fresh: Set<string>,
): LiveScores | null {
  const { stream, replayed, channels } = block;
  const isFresh = block.at.map((at) => fresh.delete(windowKey({ device, stream, at })));
  if (!isFresh.includes(true)) return null;
  const pick = <T>(column: T[]): T[] =>
    isFresh.includes(false) ? column.filter((_, i) => isFresh[i] === true) : column;
  return {
    stream,
    replayed,
    at: pick(block.at),
    score: pick(block.score),
    threshold: pick(block.threshold),
    latencyUs: pick(block.latencyUs),
    channels,
    values: block.values.map(pick),
    expected: block.expected.map(pick),
  };
}
