import type { LatencyEntry, LatencyTable } from '@lookout/shared/profile/latency-table';
import { factsOf, makeEntry } from '@lookout/shared/profile/make-entry';
import { expect, test } from 'vitest';
import { denseModel, quantizedDense } from '../latency/models.fixture.ts';
import { thisMachine } from '../latency/this-machine.ts';
import { deviceLatencies } from './device-latencies.ts';

const widths = [8, 16, 32, 64];
const setting = { provider: 'cpu', threads: 1, batch: 1 };
const timing = {
  ...{ model: 0, batch: 1, p50Ms: 0.05, p95Ms: 0.07, p99Ms: 0.08, firstRunMs: 1 },
  ...{ p50Low: 0.04, p50High: 0.06, runs: 100, rounds: 20, speedUp: null },
};
const measured = (model: Uint8Array, change: Partial<LatencyEntry>): LatencyEntry => ({
  ...makeEntry(factsOf('a', model), setting, timing, null),
  ...change,
});
const tableOf = (entries: readonly LatencyEntry[]): LatencyTable => ({
  ...{ format: 1, measuredAt: 1, device: thisMachine() },
  entries: [...entries],
});
/** A device that takes 20 µs for a call and 1 µs for a thousand multiply-accumulates. */
const dense = widths.map((width) =>
  measured(denseModel(width, 2), { p50Ms: 0.02 + (2 * width ** 2) / 1e6 }),
);

test('a model of a shape that was measured has its figures, whatever its weights', () => {
  const figures = { p50Ms: 0.7, p99Ms: 0.9, peakRssBytes: 12_345_678 };
  const table = tableOf([measured(denseModel(24, 2), figures)]);
  expect(deviceLatencies(table, [{ name: 'x', model: denseModel(24, 2) }], [1])).toEqual([
    { name: 'x', batch: 1, ...figures, source: 'device' },
  ]);
});

test('one between those that were measured is predicted, without what only a measurement tells', () => {
  const [told] = deviceLatencies(tableOf(dense), [{ name: 'x', model: denseModel(48, 2) }], [1]);
  expect(told).toMatchObject({ source: 'predicted', p99Ms: null, peakRssBytes: null });
  expect(told?.p50Ms).toBeCloseTo(0.02 + (2 * 48 ** 2) / 1e6, 3);
});

test.each([
  ['one of too few', dense.slice(0, 3), denseModel(48, 2), [1]],
  ['work of which the table has none', dense, quantizedDense(16), [1]],
  ['another batch', dense, denseModel(16, 2), [32]],
])('nothing is said of %s', (_, entries, model, batches) => {
  expect(deviceLatencies(tableOf(entries), [{ name: 'x', model }], batches)).toEqual([]);
});

test('a table without the CPU at batch 1 is refused, with what to run', () => {
  const table = tableOf([measured(denseModel(8, 1), { batch: 32 })]);
  expect(() => deviceLatencies(table, [], [1])).toThrow(/profile --batch 1/);
});
