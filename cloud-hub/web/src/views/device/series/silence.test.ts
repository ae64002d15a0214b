import { expect, test } from 'vitest';
import { silentSince } from './silence.ts';

const calm = { at: [90_000], bucketMs: null, periodMs: 1_000, to: 100_000, now: 100_000 };

test.each([
  ['rows come', calm, null],
  ['no row at all: nothing to be silent since', { ...calm, at: [] }, null],
  ['too long ago', { ...calm, at: [80_000] }, 80_000],
  ['a slow stream has its time', { ...calm, at: [80_000], periodMs: 5_000 }, null],
  ['a coarse bucket has its time', { ...calm, at: [80_000], bucketMs: 15_000 }, null],
  ['a stretch of the past ends where it ends', { ...calm, now: 900_000 }, null],
  ['a stretch that reaches past now', { ...calm, to: 900_000 }, null],
])('%s', (_name, silence, since) => expect(silentSince(silence)).toBe(since));
