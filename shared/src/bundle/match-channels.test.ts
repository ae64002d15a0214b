import { expect, test } from 'vitest';
import { matchChannels, requireChannels, requireSameChannels } from './match-channels.ts';

test.each<[string, string[], object]>([
  ['the same', ['a', 'b'], { indexOf: [0, 1], missing: [], extra: [], outOfOrder: false }],
  ['another order', ['b', 'a'], { indexOf: [1, 0], outOfOrder: true }],
  ['more', ['x', 'a', 'b'], { indexOf: [1, 2], extra: ['x'], outOfOrder: false }],
  ['less', ['b'], { indexOf: [-1, 0], missing: ['a'], outOfOrder: false }],
])('%s', (_, offered, match) => expect(matchChannels(['a', 'b'], offered)).toMatchObject(match));

test('a source with names may have more, in any order', () => {
  expect(requireChannels(['a', 'b'], ['x', 'b', 'a'])).toEqual([2, 1]);
});

test.each<[string[], string]>([
  [['b'], 'missing "a"'],
  [['a', 'b', 'x'], 'not known to it "x"'],
  [['b', 'a'], 'in another order'],
  [['x'], 'missing "a", "b"; not known to it "x"'],
])('a source without names that offers %j is refused', (offered, message) => {
  expect(() => requireSameChannels(['a', 'b'], offered)).toThrow(
    expect.objectContaining({ code: 'channels', message: expect.stringContaining(message) }),
  );
});

test('a long list is cut short', () => {
  const many = Array.from({ length: 52 }, (_, i) => `c${i}`);
  expect(() => requireChannels(many, [])).toThrow('"c11" and 40 more');
});
