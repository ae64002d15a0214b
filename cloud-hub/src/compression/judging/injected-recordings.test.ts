import { faultKinds } from '@lookout/shared/detector/faults/fault';
import { expect, test } from 'vitest';
import { simulatedRecording } from '../bundle/loop.fixture.ts';
import { injectedRecordings } from './injected-recordings.ts';
import { judgedWindows } from './judging-set.ts';

const clean = simulatedRecording(1000);
const options = { windowLength: 10, seed: 3, rows: 4000 };
const injected = injectedRecordings([clean], options);

test('every kind of fault happens, and as many rows come back as were asked for, about', () => {
  const set = { periodMs: 1000, scaling: [], calibrate: [], judge: injected };
  const { events } = judgedWindows({ ...set, windowLength: 10, source: 'injected' });
  // 4000 rows hold 14 faults of each kind with their clean rows.
  expect(events.flat()).toHaveLength(faultKinds.length * 14);
  const rows = injected.reduce((sum, recording) => sum + recording.rows, 0);
  expect(rows).toBeGreaterThan(3000);
  expect(rows).toBeLessThan(6000);
});

test('only labelled rows differ from the clean ones, and every fault is seen', () => {
  for (const { values, labels, channels } of injected) {
    const changed = new Uint8Array(clean.rows);
    values.forEach((value, i) => {
      if (value !== clean.values[i]) changed[Math.floor(i / channels)] = 1;
    });
    changed.forEach((isChanged, row) => {
      expect(isChanged).toBeLessThanOrEqual(labels?.[row] ?? 0);
    });
    expect(changed.reduce((sum, x) => sum + x, 0)).toBeGreaterThan(0);
  }
});

test('the same seed gives the same faults, another one others', () => {
  expect(injectedRecordings([clean], options)).toEqual(injected);
  expect(injectedRecordings([clean], { ...options, seed: 4 })).not.toEqual(injected);
});

test('too few rows for a fault give nothing', () => {
  expect(injectedRecordings([simulatedRecording(20)], options)).toEqual([]);
});
