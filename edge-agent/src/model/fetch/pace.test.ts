import { describe, expect, test } from 'vitest';
import {
  afterBlock,
  afterReconnect,
  afterRequest,
  afterSilence,
  bytesPerSecond,
  firstPace,
  type Pace,
  timeoutMs,
} from './pace.ts';
import { rangesOf } from './ranges.ts';

const unit = 4096;

interface Link {
  readonly bytesPerSecond: number;
  /** There and back. */
  readonly delayMs: number;
  /** Every so many blocks, the line stands still for so long, and what waits comes at once: TCP after a loss. */
  readonly stallEvery?: number;
  readonly stallMs?: number;
}

/** So many blocks of a pace over a link, each asked for as soon as there is room; the longest wait at the hub. */
function over(link: Link, blocks: number, from: Pace = firstPace) {
  const { delayMs, stallEvery = Number.POSITIVE_INFINITY, stallMs = 0 } = link;
  let pace = afterRequest(from, delayMs);
  const beganAt = from.lastAt ?? 0;
  let [at, freeAt, mostWaitedMs] = [beganAt, beganAt, 0];
  const sent: { askedAt: number; comesAt: number; bytes: number }[] = [];
  for (let i = 1; i <= blocks; i++) {
    for (let out = sent.reduce((sum, { bytes }) => sum + bytes / unit, 0); ; ) {
      if (out > 0 && pace.units - out < pace.unitsPerBlock) break;
      const bytes = pace.unitsPerBlock * unit;
      const reachedAt = at + delayMs / 2;
      // What fills an empty line first is no queue.
      if (i > 20) mostWaitedMs = Math.max(mostWaitedMs, freeAt - reachedAt);
      freeAt = Math.max(freeAt, reachedAt) + (1000 * bytes) / link.bytesPerSecond;
      sent.push({ askedAt: at, comesAt: freeAt + delayMs / 2, bytes });
      out += pace.unitsPerBlock;
    }
    if (i % stallEvery === 0) {
      // Nothing is lost of the line's time: what waited behind the lost packet is there with it.
      const until = (sent[0]?.comesAt ?? 0) + stallMs;
      for (const one of sent) one.comesAt = Math.max(one.comesAt, until);
    }
    const block = sent.shift();
    if (block === undefined) throw new Error('something is always on its way');
    at = Math.max(at, block.comesAt);
    pace = afterBlock(pace, { at, askedAt: block.askedAt, askedAgain: false, bytes: block.bytes });
  }
  return { pace, at, tookMs: at - beganAt, mostWaitedMs };
}

describe('over a link of so many bytes/s, and ms there and back', () => {
  // Units on the way: a second of the link, and what the way holds.
  test.each([
    [8_000, 600, 3, 1],
    [64_000, 600, 25, 3],
    [2_000, 600, 2, 1],
    [1_000_000, 20, 128, 16],
    [100_000_000, 1, 128, 16],
  ])('%d, %d: it settles at about %d units, %d a block', (rate, delayMs, units, perBlock) => {
    const { pace } = over({ bytesPerSecond: rate, delayMs }, 300);
    expect(Math.abs(pace.units - units)).toBeLessThanOrEqual(1);
    expect(pace.unitsPerBlock).toBe(perBlock);
    expect((bytesPerSecond(pace) ?? 0) / rate).toBeCloseTo(1, 1);
  });

  test.each([
    [8_000, 600],
    [8_000, 1_500],
    [64_000, 600],
    [4_500, 600],
  ])('%d, %d: the line is hardly ever idle, and little waits at the hub', (rate, delayMs) => {
    const link = { bytesPerSecond: rate, delayMs };
    const begun = over(link, 60);
    const { tookMs, pace, mostWaitedMs } = over(link, 100, begun.pace);
    const share = (100 * pace.unitsPerBlock * unit * 1000) / tookMs / rate;
    expect(share).toBeGreaterThan(0.9);
    expect(mostWaitedMs).toBeLessThan(1_000 + (1000 * unit) / rate);
  });
});

test('losses that make the line stand still never lead to one unit at a time', () => {
  const link = { bytesPerSecond: 8_000, delayMs: 600, stallEvery: 3, stallMs: 3_000 };
  const { pace } = over(link, 200);
  expect(pace.units).toBeGreaterThanOrEqual(2);
  // And where they end, what was lost is made up for.
  const { pace: healed } = over({ ...link, stallEvery: Number.POSITIVE_INFINITY }, 40, pace);
  expect(healed.units).toBeGreaterThanOrEqual(3);
});

test('a burst makes room for no more than it brought', () => {
  const first = { at: 900, askedAt: 0, askedAgain: false, bytes: unit };
  const once = afterBlock(afterRequest(firstPace, 600), first);
  expect(once.units).toBe(3);
  expect(afterBlock(once, first).units).toBe(4);
});

test('blocks right behind a late acknowledgement do not make the link look fast', () => {
  let pace = afterRequest(firstPace, 2_500);
  for (const at of [2_510, 2_520])
    pace = afterBlock(pace, { at, askedAt: 0, askedAgain: false, bytes: unit });
  expect(bytesPerSecond(pace)).toBeLessThan(4_000);
  expect(over({ bytesPerSecond: 8_000, delayMs: 600 }, 20, pace).pace.units).toBeLessThanOrEqual(4);
});

test('silence halves it and waits twice as long, up to a minute; what comes ends that', () => {
  const { pace: settled } = over({ bytesPerSecond: 64_000, delayMs: 600 }, 200);
  const once = afterSilence(settled);
  expect(once.units).toBe(Math.floor(settled.units / 2));
  expect(timeoutMs(once)).toBe(2 * timeoutMs(settled));
  let pace = once;
  for (let i = 0; i < 20; i++) pace = afterSilence(pace);
  expect([pace.units, timeoutMs(pace)]).toEqual([1, 60_000]);
  const after = afterBlock(pace, { at: 1e6, askedAt: 1e6 - 1, askedAgain: true, bytes: unit });
  // What answers one of several requests says nothing of the link's delay, nor does the silence of its rate.
  expect(timeoutMs(after)).toBe(timeoutMs(settled));
  expect(after.wayMs).toBe(settled.wayMs);
  expect(after.units).toBe(2);
  const next = afterBlock(after, { at: 1e6 + 64, askedAt: 1e6, askedAgain: true, bytes: unit });
  expect(bytesPerSecond(next)).toBeGreaterThan(50_000);
});

test('an outage says nothing of the rate, and another connection may have another way', () => {
  const { pace, at } = over({ bytesPerSecond: 8_000, delayMs: 600 }, 50);
  const back = afterReconnect(afterSilence(pace));
  expect(back.wayMs).toBeNull();
  const asked = afterRequest(back, 900);
  const arrival = { at: at + 61_412, askedAt: at + 60_000, askedAgain: false, bytes: unit };
  const after = afterBlock(asked, arrival);
  expect(bytesPerSecond(after)).toBeCloseTo(8_000, -1);
  expect(after.wayMs).toBe(900);
});

test('numbers become ranges', () => {
  expect(rangesOf([0, 1, 2, 5, 7, 8], 64)).toEqual([
    [0, 2],
    [5, 5],
    [7, 8],
  ]);
  expect(rangesOf([0, 2, 4], 2)).toEqual([
    [0, 0],
    [2, 2],
  ]);
});
