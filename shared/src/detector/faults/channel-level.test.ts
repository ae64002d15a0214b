import { expect, test } from 'vitest';
import { recordingOf } from '../recording.fixture.ts';
import { channelLevels } from './channel-level.ts';

test('median and spread are those of normal rows, and one wild row moves neither', () => {
  const rows = [...Array.from({ length: 101 }, (_, i) => [i]), [1e6], [-5e6]];
  const labels = rows.map((_, row) => (row === 102 ? 1 : 0));
  const [level] = channelLevels([recordingOf(rows, { labels })]);
  expect(level?.median).toBeCloseTo(50.5);
  expect(level?.spread).toBeCloseTo(50.5 / 1.349, 1);
});

test.each([
  ['is constant', [5, 5, 5, 5, 5, 5]],
  ['trembles in the last digit of a float32', [1e6, 1e6, 1e6, 1e6, 1e6 + 0.01]],
])('a channel that %s never moves', (_name, values) => {
  expect(channelLevels([recordingOf(values.map((x) => [x]))])[0]?.spread).toBe(0);
});

test('where most values are equal the plain standard deviation stands in', () => {
  const rows = [0, 0, 0, 0, 10].map((x) => [x]);
  expect(channelLevels([recordingOf(rows)])[0]?.spread).toBeCloseTo(4);
});
