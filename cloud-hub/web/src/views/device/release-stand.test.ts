import { expect, test } from 'vitest';
import { installFiguresText, isAbnormalPhase, releaseStandText } from './release-stand.ts';

test('where a release stands on a device', () => {
  expect(releaseStandText({ phase: 'TRIAL', held: false })).toBe('on trial');
  expect(releaseStandText({ phase: 'VERIFIED', held: true })).toBe('downloaded, held by the hub');
  expect(isAbnormalPhase('REVERTED')).toBe(true);
  expect(isAbnormalPhase('COMMITTED')).toBe(false);
  expect(isAbnormalPhase('SUPERSEDED')).toBe(false);
});

const nothing = {
  ...{ windows: 0, agreement: null, oldAbove: 0, newAbove: 0, oldLatencyP95Us: null },
  ...{ newLatencyP95Us: null, newLatencyLowUs: null, latencyFloorUs: null },
  ...{ memoryBytes: null, addedMemoryBytes: null, crashes: 0 },
};
test.each([
  [{}, '0 windows'],
  [{ windows: 60, agreement: 0.983 }, '60 windows, 98.3 % alike'],
  [{ windows: 1, newLatencyP95Us: 61 }, '1 window, p95 61 µs'],
  [
    { windows: 60, newLatencyP95Us: 61, oldLatencyP95Us: 58, crashes: 2 },
    '60 windows, p95 61 µs against 58 µs, 2 crashes',
  ],
])('what was measured: %o', (figures, text) =>
  expect(installFiguresText({ ...nothing, ...figures })).toBe(text),
);
