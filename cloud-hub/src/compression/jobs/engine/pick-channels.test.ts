import { expect, test } from 'vitest';
import { pickChannels } from './pick-channels.ts';

const many = Array.from({ length: 25 }, (_, i) => `c${i}`);
test.each([
  { wanted: ['a', 'b', 'c'], places: [0, 1, 2] },
  { wanted: ['c', 'a'], places: [2, 0] },
])('$wanted stand at $places', ({ wanted, places }) => {
  expect(pickChannels('pump', ['a', 'b', 'c'], wanted)).toEqual(places);
});

test.each([
  {
    wanted: ['b', 'x', 'y'],
    message: 'the data set "pump" lacks "x", "y", which the detector needs; it has "a", "b", "c"',
  },
  { wanted: many, message: /"c19" and 5 more, which/ },
  { wanted: ['A'], message: /lacks "A"/ },
])('names what is missing of $wanted', ({ wanted, message }) => {
  const pick = () => pickChannels('pump', ['a', 'b', 'c'], wanted);
  expect(pick).toThrow(message);
  expect(pick).toThrow(expect.objectContaining({ code: 'missingChannels' }));
});
