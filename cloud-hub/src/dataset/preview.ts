import type { DatasetPreview } from '@lookout/shared/protocol/datasets';
import type { ChunkColumns } from './stored-recording.ts';

/**
 * The least and greatest value of every channel in equal stretches of rows, so that no peak is lost however
 * few points are drawn.
 *
 * @param rows of all chunks together
 * @param points at most so many stretches
 */
export async function previewOf(
  chunks: AsyncIterable<ChunkColumns>,
  rows: number,
  channels: number,
  points: number,
): Promise<DatasetPreview> {
  const stretch = Math.max(1, Math.ceil(rows / points));
  const count = Math.ceil(rows / stretch);
  const grid = (value: number) => Array.from({ length: channels }, () => Array(count).fill(value));
  const preview = {
    row: Array.from({ length: count }, (_, i) => i * stretch),
    min: grid(Number.POSITIVE_INFINITY),
    max: grid(Number.NEGATIVE_INFINITY),
  };
  const at: number[] = [];
  let start = 0;
  for await (const chunk of chunks) {
    for (let i = 0; i < chunk.rows; i++) {
      const time = chunk.timesMs?.[i];
      if ((start + i) % stretch === 0 && time !== undefined) at.push(time);
    }
    chunk.channels.forEach((column, c) => {
      fold(column, start, stretch, preview.min[c] ?? [], preview.max[c] ?? []);
    });
    start += chunk.rows;
  }
  return { ...preview, at: at.length === count ? at : null };
}

function fold(
  column: Float64Array,
  start: number,
  stretch: number,
  min: number[],
  max: number[],
): void {
  for (let i = 0; i < column.length; i++) {
    const to = Math.floor((start + i) / stretch);
    const value = column[i] ?? 0;
    if (value < (min[to] ?? 0)) min[to] = value;
    if (value > (max[to] ?? 0)) max[to] = value;
  }
}
