import { Random } from '../../simulator/random.ts';
import { recordingOf } from '../recording.fixture.ts';
import type { Recording } from '../recording.ts';

/** The channel of `swinging` that never moves. */
export const constantChannel = 3;

/** Two related channels that swing, a trembling one and a constant one. */
export function swinging(
  rows: number,
  more: { breaks?: readonly number[]; labels?: readonly number[]; seed?: number } = {},
): Recording {
  const random = new Random(more.seed ?? 7);
  const data = Array.from({ length: rows }, (_, row) => {
    const swing = Math.sin(row / 6);
    return [50 + 3 * swing + 0.1 * random.normal(), -2 * swing, 1 + random.normal(), 20];
  });
  return recordingOf(data, more);
}
