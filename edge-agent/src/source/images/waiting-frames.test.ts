import { describe, expect, test } from 'vitest';
import { WaitingFrames } from './waiting-frames.ts';

const state = (mtimeMs: number, sizeBytes = 100) => ({ mtimeMs, sizeBytes });

test('frames wait in the order in which they were written', () => {
  const frames = new WaitingFrames();
  frames.offer('b.png', state(1), 0);
  frames.offer('a.png', state(2), 0);
  expect(frames.names).toEqual(['b.png', 'a.png']);
});

test('a third one pushes the oldest out, and its name comes back', () => {
  const frames = new WaitingFrames();
  frames.offer('a.png', state(1), 0);
  frames.offer('b.png', state(2), 0);
  expect(frames.offer('c.png', state(3), 0)).toEqual([{ name: 'a.png', why: null }]);
  expect(frames.names).toEqual(['b.png', 'c.png']);
});

describe('a frame that was taken', () => {
  const taken = () => {
    const frames = new WaitingFrames();
    frames.offer('latest.jpg', state(1), 0);
    frames.take('latest.jpg');
    return frames;
  };
  test.each([
    ['does not come again when the word of it is late', state(1), []],
    ['is another one when it was written anew', state(2), ['latest.jpg']],
    ['is another one when its size has changed', state(1, 200), ['latest.jpg']],
  ])('%s', (_, next, expected) => {
    const frames = taken();
    frames.offer('latest.jpg', next, 0);
    expect(frames.names).toEqual(expected);
  });
});

describe('a frame that cannot be read', () => {
  test('is given up when it has not changed for 3 s', () => {
    const frames = new WaitingFrames();
    frames.offer('a.png', state(1), 1_000);
    expect(frames.fail('a.png', 'short', 3_999)).toBe(false);
    expect(frames.names).toEqual(['a.png']);
    expect(frames.fail('a.png', 'short', 4_000)).toBe(true);
    expect(frames.names).toEqual([]);
    frames.offer('a.png', state(1), 5_000);
    expect(frames.names).toEqual([]);
  });

  test('has its time anew with every byte', () => {
    const frames = new WaitingFrames();
    frames.offer('a.png', state(1), 1_000);
    frames.fail('a.png', 'short', 3_000);
    frames.offer('a.png', state(2, 200), 3_900);
    expect(frames.fail('a.png', 'short', 5_000)).toBe(false);
  });

  test('is told with its reason when others push it out', () => {
    const frames = new WaitingFrames();
    frames.offer('a.png', state(1), 0);
    frames.fail('a.png', 'short', 1);
    frames.offer('b.png', state(2), 1);
    expect(frames.offer('c.png', state(3), 1)).toEqual([{ name: 'a.png', why: 'short' }]);
  });

  test('does not wait for ever where the clock was set back', () => {
    const frames = new WaitingFrames();
    frames.offer('a.png', state(1), 100_000);
    expect(frames.fail('a.png', 'short', 1_000)).toBe(false);
    expect(frames.fail('a.png', 'short', 4_000)).toBe(true);
  });
});
