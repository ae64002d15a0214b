import { expect, test } from 'vitest';
import { worstChannels } from './worst-channels.ts';

// Two windows of four channels; the mean errors are 1, 5, 1.2 and 3, so 0, 4, .2 and 2 lie above 1.
const errors = Float32Array.from([1, 4, 1.2, 1, 1, 6, 1.2, 5]);
const names = ['flow', 'pressure', 'level', 'current'];

test('the channels that bear the error are named, worst first, and the peak is of the stretch', () => {
  const scores = Float64Array.from([3, 7, 99]);
  const { peak, channels } = worstChannels(scores, errors, names, [0, 1]);
  expect(peak).toBe(7);
  expect(channels.map(({ name }) => name)).toEqual(['pressure', 'current']);
  expect(channels[0]?.share).toBeCloseTo(4 / 6.2, 6);
});
