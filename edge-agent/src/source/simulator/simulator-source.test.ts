import { loopFaults } from '@lookout/shared/simulator/loop-faults';
import { simulatedChannels } from '@lookout/shared/simulator/simulate-rows';
import { afterEach, expect, test } from 'vitest';
import type { SimulatorSourceConfig } from '../../config/schema.ts';
import { FakeClock } from '../clock.fixture.ts';
import { type Clock, systemClock } from '../clock.ts';
import { Heard } from '../listener.fixture.ts';
import { SimulatorSource } from './simulator-source.ts';

const running: SimulatorSource[] = [];
afterEach(() => Promise.all(running.splice(0).map((source) => source.stop())));

function make(
  config: Partial<SimulatorSourceConfig>,
  channels: string[] | null,
  clock: Clock,
): { source: SimulatorSource; heard: Heard } {
  const source = new SimulatorSource({
    config: { type: 'simulator', seed: 1, periodMs: 500, speed: 1, ...config },
    channels,
    periodMs: 500,
    clock,
  });
  running.push(source);
  return { source, heard: new Heard() };
}

async function begin(channels: string[] | null = null) {
  const clock = new FakeClock();
  const { source, heard } = make({}, channels, clock);
  await source.start(heard);
  return { clock, source, heard };
}

test('gives a row every period, in real time', async () => {
  const { clock, heard } = await begin();
  const startMs = clock.now();
  await clock.advance(2_000);
  expect(heard.samples.map(({ at }) => at - startMs)).toEqual([0, 500, 1_000, 1_500, 2_000]);
  expect(heard.samples[0]).toMatchObject({ sourceAt: null });
  expect(heard.samples[0]?.values).toHaveLength(simulatedChannels.length);
});

test('as fast as possible keeps the plant at its own pace and the process alive', async () => {
  const { source, heard } = make({ speed: 'max' }, null, systemClock);
  await source.start(heard);
  await heard.until(({ samples }) => samples.length >= 1_000);
  const [first, second] = heard.samples;
  expect((second?.sourceAt ?? 0) - (first?.sourceAt ?? 0)).toBe(500);
  expect((heard.samples[999]?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(100_000);
});

test('gives the channels of the detector in its order', async () => {
  const { clock, source, heard } = await begin(['Volume Flow RateRMS', 'Voltage']);
  await clock.advance(0);
  expect(source.channels).toEqual([
    { name: 'Volume Flow RateRMS', unit: 'l/min' },
    { name: 'Voltage', unit: 'V' },
  ]);
  const [flow = 0, voltage = 0] = heard.values[0] ?? [];
  expect(flow).toBeGreaterThan(100);
  expect(voltage).toBeGreaterThan(200);
});

test('refuses channels that it does not have', () => {
  expect(() => make({}, ['Presure'], new FakeClock())).toThrow(
    /no channel "Presure"; did you mean "Pressure"\?/,
  );
});

test('two starts are two stretches of life of one unit', async () => {
  const { clock, source, heard } = await begin();
  await clock.advance(0);
  await source.stop();
  await clock.advance(60_000);
  await source.start(heard);
  await clock.advance(0);
  expect(heard.values[1]).not.toEqual(heard.values[0]);
});

test('an injected fault is seen, ends by itself and is reported meanwhile', async () => {
  const { clock, source, heard } = await begin(['Volume Flow RateRMS']);
  const flow = () => heard.values.at(-1)?.[0] ?? Number.NaN;
  await clock.advance(5_000);
  const normal = flow();
  expect(source.activeFault).toBeNull();

  source.inject('valve-closing', 1, 30_000);
  await clock.advance(29_000);
  expect(source.activeFault).toBe('valve-closing');
  expect(flow()).toBeLessThan(0.5 * normal);

  await clock.advance(31_000);
  expect(source.activeFault).toBeNull();
  expect(flow()).toBeGreaterThan(0.95 * normal);
});

test('a fault without an end lasts until it is ended or replaced', async () => {
  const { clock, source } = await begin();
  source.inject('leak', 0.5, null);
  await clock.advance(60_000);
  expect(source.activeFault).toBe('leak');
  source.inject('cavitation', 1, null);
  expect(source.activeFault).toBe('cavitation');
  source.inject(null, 0, null);
  expect(source.activeFault).toBeNull();
});

test('an unknown fault is refused and names those there are', async () => {
  const { source } = await begin();
  expect(source.faults).toEqual(loopFaults);
  expect(() => source.inject('fire', 1, null)).toThrow(
    expect.objectContaining({ code: 'unknownFault', message: expect.stringMatching(/leak/) }),
  );
});

test('nothing comes after stop', async () => {
  const { clock, source, heard } = await begin();
  await clock.advance(1_000);
  await source.stop();
  const { length } = heard.samples;
  await clock.advance(10_000);
  expect(heard.samples).toHaveLength(length);
});
