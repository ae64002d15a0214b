import { existsSync, mkdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { layout, limits, sampleAt, startAt, testFolder } from './capture.fixture.ts';
import { RawRecorder } from './raw-recorder.ts';
import type { RingLimits } from './ring-limits.ts';
import { unpackRows } from './row-buffer.ts';

function bench(folder = testFolder(), more: Partial<RingLimits> = {}) {
  const state = { now: startAt, freeBytes: 1e12, warnings: [] as string[] };
  const recorder = new RawRecorder({
    folder,
    limits: { ...limits, ...more },
    now: () => state.now,
    newId: () => `ring-${startAt}`,
    freeBytes: () => state.freeBytes,
    warn: (message) => state.warnings.push(message),
  });
  onTestFinished(() => recorder.close());
  /** A row every second, with the tick that goes with it, or one for so many rows. */
  const live = (from: number, rows: number, rowsPerTick = 1) => {
    for (let i = from; i < from + rows; i++) {
      state.now = startAt + i * 1000;
      recorder.keep('loop', layout, sampleAt(i));
      if (i % rowsPerTick === 0) recorder.tick();
    }
  };
  const held = (): number[] => {
    const ring = recorder.sealed('loop');
    const blocks = ring?.stretch('loop', 0, Number.MAX_SAFE_INTEGER) ?? [];
    return blocks
      .flatMap(({ number }) => [
        ...(unpackRows(ring?.block('loop', number)?.body ?? new Uint8Array())[0] ?? []),
      ])
      .map((at) => (at - startAt) / 1000);
  };
  return { folder, state, recorder, live, held };
}

test('what was kept is there up to the last row', () => {
  const { live, held, state } = bench();
  live(0, 123);
  expect(held()).toEqual(Array.from({ length: 123 }, (_, i) => i));
  expect(state.warnings).toEqual([]);
});

test('a killed agent loses seconds: what a new one finds in the same folder', () => {
  const { folder, live, recorder } = bench();
  live(0, 123);
  recorder.read((ring) => ring.close()); // as the process ends: nothing more is written
  const { held } = bench(folder);
  expect(held().length).toBeGreaterThanOrEqual(118);
});

test('age bounds it', () => {
  const { live, held } = bench(testFolder(), { maxAgeMs: 600_000 });
  live(0, 2000);
  const [oldest = 0] = held();
  expect(oldest).toBeGreaterThan(1200);
  expect(oldest).toBeLessThan(1410);
});

test('bytes bound it, whatever comes', () => {
  const { folder, live, held, state } = bench();
  live(0, 400_000, 1000);
  const bytes = ['', '-wal'].reduce(
    (sum, suffix) => sum + statSync(join(folder, `samples.sqlite${suffix}`)).size,
    0,
  );
  expect(bytes).toBeLessThanOrEqual(limits.maxBytes);
  const rows = held();
  expect(rows.at(-1)).toBe(399_999);
  expect(rows.length).toBeGreaterThan(50_000);
  expect(rows.length).toBeLessThan(400_000);
  expect(state.warnings).toEqual([]);
});

test('on a disk that is almost full it lets go of all it has, says so once, and comes back', () => {
  const { folder, live, held, state } = bench(testFolder(), { keepFreeBytes: 1e9 });
  const size = () => statSync(join(folder, 'samples.sqlite')).size;
  live(0, 20_000);
  const before = size();
  state.freeBytes = 0;
  live(20_000, 100);
  expect(held()).toEqual([]);
  expect(size()).toBeLessThan(before / 4);
  expect(state.warnings).toEqual([expect.stringMatching(/disk is almost full/)]);
  state.freeBytes = 1e12;
  live(20_100, 100);
  expect(held().at(-1)).toBe(20_199);
});

test('a damaged file is thrown away, and a new ring begins', () => {
  const folder = testFolder();
  writeFileSync(join(folder, 'samples.sqlite'), 'no database at all'.repeat(1000));
  const { live, held, state } = bench(folder);
  live(0, 20);
  expect(held()).toHaveLength(20);
  expect(state.warnings).toEqual([expect.stringMatching(/begins anew/)]);
});

test('a file that cannot be opened costs rows and throws nothing; it is tried again', () => {
  const folder = testFolder();
  mkdirSync(join(folder, 'samples.sqlite'));
  const { live, held, state, recorder } = bench(folder);
  live(0, 30);
  expect(recorder.sealed('loop')).toBeNull();
  expect(state.warnings).toHaveLength(1);
  rmdirSync(join(folder, 'samples.sqlite'));
  live(30, 30);
  expect(held().at(-1)).toBe(59);
  expect(existsSync(join(folder, 'samples.sqlite'))).toBe(true);
});
