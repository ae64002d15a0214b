import { describe, expect, test } from 'vitest';
import { MqttSource } from '../config/mqtt-schema.ts';
import type { SourceConfig } from '../config/schema.ts';
import { FakeClock } from './clock.fixture.ts';
import { createSource } from './create-source.ts';

const tools = { clock: new FakeClock(), random: () => 0.5 };
const pressure = [{ name: 'Pressure', unit: 'bar' }];
const configs: SourceConfig[] = [
  { type: 'csv', file: '/nowhere.csv', speed: 1, loop: false, channels: {} },
  { type: 'simulator', seed: 1, periodMs: 500, speed: 1 },
  { type: 'host', periodMs: 1_000, channels: null, root: '/' },
  MqttSource.parse({
    type: 'mqtt',
    url: 'mqtt://127.0.0.1:1',
    topics: ['a'],
    channels: { Pressure: { path: 'p', unit: 'bar' } },
  }),
];

describe.each(configs)('a source of type $type', (config) => {
  test('does nothing before it is started and can be stopped all the same', async () => {
    const source = createSource(config, { channels: pressure, periodMs: 1_000 }, tools);
    expect(source.kind).toBe(config.type);
    expect(source.activeFault).toBeNull();
    await source.stop();
  });
});

test.each(configs.filter(({ type }) => type !== 'csv'))('$type can be recorded', (config) => {
  expect(createSource(config, null, tools).kind).toBe(config.type);
});

test('while recording MQTT gives the channels that are mapped', () => {
  const mqtt = configs.filter(({ type }) => type === 'mqtt');
  expect(mqtt.map((config) => createSource(config, null, tools).channels)).toEqual([pressure]);
});

test('a recording is not recorded again', () => {
  const csv = configs.filter(({ type }) => type === 'csv');
  for (const config of csv)
    expect(() => createSource(config, null, tools)).toThrow(
      /is a recording already.*lookout train/,
    );
});
