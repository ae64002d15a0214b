import { expect, test } from 'vitest';
import { scoreY, sparklinePath, sparklineTop } from './sparkline-path.ts';

const frame = { from: 0, to: 60_000, width: 60, height: 22, top: 10, gapMs: 3_000 };

test.each([
  ['nothing', [], ''],
  [
    'a line',
    [
      { at: 0, score: 0 },
      { at: 1_000, score: 5 },
    ],
    'M0 21L1 11',
  ],
  [
    'a silence is a gap',
    [
      { at: 0, score: 0 },
      { at: 9_000, score: 0 },
    ],
    'M0 21M9 21',
  ],
  [
    'a window that was not scored is a gap',
    [
      { at: 0, score: 0 },
      { at: 1_000, score: null },
      { at: 2_000, score: 0 },
    ],
    'M0 21M2 21',
  ],
  [
    'what lies before the frame is left out',
    [
      { at: -5, score: 1 },
      { at: 0, score: 10 },
    ],
    'M0 1',
  ],
])('%s', (_name, points, path) => expect(sparklinePath(points, frame)).toBe(path));

test('scores stay inside the frame', () => {
  expect([scoreY(-3, frame), scoreY(400, frame)]).toEqual([21, 1]);
});

test.each([
  ['calm', [{ at: 0, score: 1 }], 4, 6],
  ['above the threshold', [{ at: 0, score: 9 }], 4, 9],
  ['far above: the threshold stays visible', [{ at: 0, score: 900 }], 4, 12],
  ['no threshold yet', [], null, 1],
])('the top edge: %s', (_name, points, threshold, top) =>
  expect(sparklineTop(points, threshold)).toBe(top),
);
