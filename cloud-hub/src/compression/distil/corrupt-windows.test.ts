import { Random } from '@lookout/shared/simulator/random';
import { describe, expect, test } from 'vitest';
import { corruptWindow, layoutOf } from './corrupt-windows.ts';

describe.each([
  ['a series', [20, 4]],
  ['an image', [4, 5, 4]],
])('%s', (_, shape) => {
  const layout = layoutOf(shape);
  const size = shape.reduce((product, dim) => product * dim, 1);
  const clean = Float32Array.from({ length: size }, (_x, i) => Math.sin(i));
  const channelOf = (at: number) =>
    layout.channelsFirst ? Math.floor(at / layout.rows) : at % layout.channels;
  const spoilt = (seed: number) => {
    const window = clean.slice();
    corruptWindow(window, layout, new Random(seed));
    return window;
  };
  const seeds = Array.from({ length: 200 }, (_x, i) => i + 1);

  test('changes some channels and leaves others, and stays within its bounds', () => {
    const changedChannels = seeds.map((seed) => {
      const window = spoilt(seed);
      expect(Math.max(...window.map(Math.abs))).toBeLessThanOrEqual(10);
      const changed = [...window.keys()].filter((at) => window[at] !== clean[at]);
      return new Set(changed.map(channelOf)).size;
    });
    expect(Math.min(...changedChannels)).toBeGreaterThan(0);
    expect(changedChannels.filter((count) => count === 1).length).toBeGreaterThan(50);
    expect(changedChannels.filter((count) => count > 1).length).toBeGreaterThan(50);
  });

  test('the same seed spoils alike', () => {
    expect(spoilt(3)).toEqual(spoilt(3));
    expect(spoilt(3)).not.toEqual(spoilt(4));
  });
});
