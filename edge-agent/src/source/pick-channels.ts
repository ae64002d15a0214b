import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import { nearest } from '@lookout/shared/text/nearest';
import { SourceError } from './source-error.ts';

export interface PickedChannels {
  readonly channels: readonly ChannelInfo[];
  /** Of each picked channel in the source's own row. */
  readonly columns: readonly number[];
}

/**
 * The channels that are wanted, in that order; all of them when `wanted` is null.
 * @param source what has the channels, for the message.
 * @throws SourceError `missingChannel`
 */
export function pickChannels(
  source: string,
  available: readonly ChannelInfo[],
  wanted: readonly string[] | null,
): PickedChannels {
  const names = available.map(({ name }) => name);
  const columns = (wanted ?? names).map((name) => {
    const index = names.indexOf(name);
    if (index >= 0) return index;
    const near = nearest(name, names);
    throw new SourceError(
      'missingChannel',
      'stopped',
      `${source} has no channel "${name}"; ` +
        (near === null ? `it has ${names.join(', ')}` : `did you mean "${near}"?`),
    );
  });
  return { columns, channels: columns.flatMap((column) => available[column] ?? []) };
}
