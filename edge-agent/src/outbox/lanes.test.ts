import { expect, test } from 'vitest';
import { mayBegin, windowOf } from './lanes.ts';

test.each([
  ['liveEvents', 15, 16, 0, true],
  ['liveEvents', 16, 16, 9, false],
  ['replayedEvents', 11, 16, 1, true],
  ['replayedEvents', 12, 16, 9, false],
  ['replayedEvents', 0, 16, 0.9, false],
  ['liveScores', 7, 16, 0, true],
  ['liveScores', 8, 16, 0, false],
  ['replayedScores', 3, 16, 1, true],
  ['replayedScores', 4, 16, 9, false],
  ['replayedScores', 0, 1, 1, true],
  ['replayedScores', 1, 1, 1, false],
] as const)('%s with %i of %i in flight and a replay budget of %d: %s', (...given) => {
  const [lane, inFlight, window, budget, may] = given;
  expect(mayBegin(lane, inFlight, window, budget)).toBe(may);
});

test.each([
  [null, 16],
  [65_535, 16],
  [4, 4],
  [0, 1],
])('a receive maximum of %s gives a window of %i', (given, window) =>
  expect(windowOf(given)).toBe(window),
);
