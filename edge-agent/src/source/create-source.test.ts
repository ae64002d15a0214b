import { describe, expect, test } from 'vitest';
import { MqttSource } from '../config/mqtt-schema.ts';
import type { SourceConfig } from '../config/schema.ts';
import { FakeClock } from './clock.fixture.ts';
import { createSource, type DetectorInput } from './create-source.ts';

const tools = { clock: new FakeClock(), random: () => 0.5 };
const pressure = [{ name: 'Pressure', unit: 'bar' }];
const configs: SourceConfig[] = [
  { type: 'csv', file: '/nowhere.csv', speed: 1, loop: false, channels: {} },
  { type: 'simulator', seed: 1, periodMs: 500, speed: 1 },
  { type: 'host', periodMs: 1_000, channels: null, root: '/' },
  { type: 'images', folder: '/nowhere', follow: null, loop: false, speed: null },
  MqttSource.parse({
    type: 'mqtt',
    url: 'mqtt://127.0.0.1:1',
    topics: ['a'],
    channels: { Pressure: { path: 'p', unit: 'bar' } },
  }),
];

const inputFor = ({ type }: SourceConfig): DetectorInput => {
  const common = { channels: pressure, periodMs: 1_000 };
  return type === 'images'
    ? { ...common, kind: 'image', height: 16, width: 16 }
    : { ...common, kind: 'series' };
};

describe.each(configs)('a source of type $type', (config) => {
  test('does nothing before it is started and can be stopped all the same', async () => {
    const source = createSource(config, inputFor(config), tools);
    expect(source.kind).toBe(config.type);
    expect(source.activeFault).toBeNull();
    await source.stop();
  });
});

test.each(configs.filter(({ type }) => type !== 'csv' && type !== 'images'))(
  '$type can be recorded',
  (config) => {
    expect(createSource(config, null, tools).kind).toBe(config.type);
  },
);

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

test('frames are not recorded: they are files already', () => {
  const [images] = configs.filter(({ type }) => type === 'images');
  expect(() => images && createSource(images, null, tools)).toThrow(
    /are files already.*lookout import/,
  );
});

test.each(configs)('a detector of the other kind does not take what $type gives', (config) => {
  const [wrong] = configs.filter(({ type }) => (type === 'images') !== (config.type === 'images'));
  const input = wrong && inputFor(wrong);
  expect(() => input && createSource(config, input, tools)).toThrow(
    expect.objectContaining({ code: 'wrongInput' }),
  );
});
