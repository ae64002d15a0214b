import type { DatasetChannel } from '@lookout/shared/protocol/datasets';
import type { ChunkColumns } from './stored-recording.ts';

interface CsvShape {
  readonly channels: readonly DatasetChannel[];
  readonly hasTimes: boolean;
  readonly isLabelled: boolean;
}

/** A CSV that the readers of this room take back as it is: `time`, the channels with units, `anomaly`. */
export async function* csvOf(
  chunks: AsyncIterable<ChunkColumns>,
  { channels, hasTimes, isLabelled }: CsvShape,
): AsyncGenerator<string> {
  const titles = channels.map(({ name, unit }) => (unit === null ? name : `${name} [${unit}]`));
  const header = [...(hasTimes ? ['time'] : []), ...titles, ...(isLabelled ? ['anomaly'] : [])];
  yield `${header.map(quoted).join(',')}\n`;
  for await (const { rows, timesMs, labels, channels: columns } of chunks) {
    const lines: string[] = [];
    for (let i = 0; i < rows; i++) {
      const cells = columns.map((column) => String(column[i] ?? ''));
      if (hasTimes) cells.unshift(new Date(timesMs?.[i] ?? 0).toISOString());
      if (isLabelled) cells.push(String(labels?.[i] ?? 0));
      lines.push(cells.join(','));
    }
    yield `${lines.join('\n')}\n`;
  }
}

const quoted = (text: string): string =>
  /[",\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
