import { expect, test } from 'vitest';
import { machineLoad } from '../placement.fixture.ts';
import { LoadBuffer } from './load-buffer.ts';
import { slotMs, storedLoad, withSample } from './load-slot.ts';

const at = slotMs * 1000;
const stream = (variant: string, p95Us: number | null) => ({
  ...{ stream: 'loop', variant, provider: 'cpu', p50Us: 1, p95Us, lagP95Us: 2, windows: 10 },
});

test('figures are averaged over the samples that tell them; unknown stays unknown', () => {
  const first = withSample(null, machineLoad(at, 10, { temperatureC: null }), at);
  const second = withSample(first, machineLoad(at, 20, { temperatureC: 60 }), at + 5_000);
  const stored = storedLoad(withSample(second, machineLoad(at, 60), at + 10_000));
  expect(stored).toMatchObject({ gpuPercent: 30, temperatureC: 60, powerMilliwatts: null });
});

test('times of another variant are not mixed with those before', () => {
  const samples = [stream('cpu-a', 100), stream('cpu-a', 200), stream('cpu-b', 50)];
  const slot = samples.reduce<ReturnType<typeof withSample> | null>(
    (before, one, i) => withSample(before, machineLoad(at, 0, { streams: [one] }), at + i * 1_000),
    null,
  );
  expect(slot && storedLoad(slot).streams).toEqual([stream('cpu-b', 50)]);
  const same = withSample(
    withSample(null, machineLoad(at, 0, { streams: [stream('cpu-a', 100)] }), at),
    machineLoad(at, 0, { streams: [stream('cpu-a', null)] }),
    at + 1,
  );
  expect(storedLoad(same).streams).toEqual([stream('cpu-a', 100)]);
});

test('a machine that was throttled for a moment was throttled', () => {
  const first = withSample(null, machineLoad(at, 0, { throttled: true }), at);
  expect(
    storedLoad(withSample(first, machineLoad(at, 0, { throttled: false }), at + 1)).throttled,
  ).toBe(true);
  expect(storedLoad(withSample(null, machineLoad(at, 0), at)).throttled).toBeNull();
});

test('a half minute is handed over when it is over, and again where it was not taken', () => {
  const buffer = new LoadBuffer(2);
  buffer.add('a', machineLoad(at, 10), at);
  buffer.add('b', machineLoad(at, 20), at + 29_999);
  expect(buffer.take(at + slotMs - 1)).toEqual([]);
  buffer.add('a', machineLoad(at, 90), at + slotMs);
  const rows = buffer.take(at + slotMs);
  expect(rows.map((row) => [row.device, row.at, row.load.gpuPercent])).toEqual([
    ['a', at, 10],
    ['b', at, 20],
  ]);
  buffer.giveBack([...rows, ...rows]);
  expect(buffer.take(at + slotMs).map(({ device }) => device)).toEqual(['a', 'b']);
  expect(buffer.take(at + 2 * slotMs)).toMatchObject([{ device: 'a', at: at + slotMs }]);
});
