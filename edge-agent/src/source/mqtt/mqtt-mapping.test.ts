import { describe, expect, test } from 'vitest';
import { MqttSource, type MqttSourceConfig } from '../../config/mqtt-schema.ts';
import { MqttMapping, maxPayloadBytes } from './mqtt-mapping.ts';

const names = ['Pressure', 'Current'];

function extract(
  config: Partial<Record<keyof MqttSourceConfig, unknown>>,
  topic: string,
  payload: unknown,
) {
  const parsed = MqttSource.parse({ type: 'mqtt', url: 'mqtt://h', topics: ['#'], ...config });
  const mapping = new MqttMapping(
    parsed,
    names.map((name) => ({ name, unit: null })),
  );
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const found = mapping.extract(topic, Buffer.from(text));
  if ('error' in found) return found.error;
  return {
    ...Object.fromEntries(found.readings.map((r) => [names[r.channel], r.value])),
    at: found.timeMs,
  };
}

const t = Date.UTC(2024, 4, 1, 12, 0, 0, 250);
const iso = '2024-05-01T12:00:00.250Z';

describe('the common shapes need no mapping', () => {
  test.each<[string, object, string, unknown, object]>([
    [
      'flat',
      { shape: 'flat' },
      'p/1',
      { Pressure: 1.2, Current: 3, ts: t },
      { Pressure: 1.2, Current: 3, at: t },
    ],
    [
      'flat, one channel',
      { shape: 'flat' },
      'p/1',
      { Pressure: 1.2, other: 'x' },
      { Pressure: 1.2, at: null },
    ],
    [
      'flat with units',
      { shape: 'flat' },
      'p/1',
      { Pressure: { value: 1, unit: 'bar' } },
      { Pressure: 1, at: null },
    ],
    [
      'Tasmota',
      { shape: 'nested' },
      'tele/plug/SENSOR',
      {
        Time: '2024-05-01T12:00:00',
        ENERGY: { Current: 0.4, Total: 9 },
        BMP280: { Pressure: 1013 },
      },
      { Pressure: 1013, Current: 0.4, at: t - 250 },
    ],
    [
      'Sparkplug as JSON',
      { shape: 'metrics' },
      'spBv1.0/g/DDATA/n/d',
      {
        timestamp: t,
        metrics: [
          { name: 'Current', value: 3, timestamp: t },
          { name: 'Up', value: true },
        ],
      },
      { Current: 3, at: t },
    ],
    [
      'Sparkplug, the time in the metric, a null, the latest of a batch',
      { shape: 'metrics' },
      'a',
      {
        metrics: [
          { name: 'Pressure', value: 1, timestamp: t - 1000 },
          { name: 'Pressure', is_null: true, timestamp: t },
        ],
      },
      { Pressure: null, at: t },
    ],
    [
      'a topic per channel, a number',
      { shape: 'topicPerChannel' },
      'plant/1/Current',
      '3.5',
      { Current: 3.5, at: null },
    ],
    [
      'a topic per channel, an object',
      { shape: 'topicPerChannel' },
      'plant/1/Current',
      { value: 3.5, ts: t / 1000 },
      { Current: 3.5, at: t },
    ],
    [
      'a topic per channel, no reading',
      { shape: 'topicPerChannel' },
      'plant/1/Current',
      'NaN',
      { Current: null, at: null },
    ],
  ])('%s', (_, config, topic, payload, expected) => {
    expect(extract(config, topic, payload)).toEqual(expected);
  });
});

describe('a mapping', () => {
  test.each<[string, object, string, unknown, unknown]>([
    [
      'a path',
      { channels: { Pressure: 'sensors.p1' } },
      'a',
      { sensors: { p1: 4 } },
      { Pressure: 4, at: null },
    ],
    [
      'scale and offset',
      { channels: { Pressure: { path: 'p', scale: 0.1, offset: -1 } } },
      'a',
      { p: 30 },
      { Pressure: 2, at: null },
    ],
    [
      'a topic of its own',
      { channels: { Pressure: { topic: 'x', path: 'v' } } },
      'x',
      { v: 5 },
      { Pressure: 5, at: null },
    ],
    [
      'a topic of another',
      { channels: { Pressure: { topic: 'x', path: 'v' } } },
      'y',
      { v: 5 },
      'none of the channels is in it',
    ],
    [
      'a metric by its name',
      { shape: 'metrics', channels: { Pressure: 'P/1' } },
      'a',
      { metrics: [{ name: 'P/1', value: 2 }] },
      { Pressure: 2, at: null },
    ],
    [
      'a topic and a path per channel',
      { shape: 'topicPerChannel', channels: { Pressure: { topic: 'p/7', path: 'data.v' } } },
      'p/7',
      { data: { v: 6 } },
      { Pressure: 6, at: null },
    ],
  ])('%s', (_, config, topic, payload, expected) => {
    expect(extract(config, topic, payload)).toEqual(expected);
  });
});

describe('time', () => {
  test.each<[string, unknown, object, number | null]>([
    ['ISO 8601', { time: iso }, {}, t],
    ['milliseconds', { timestamp: t }, {}, t],
    ['seconds', { ts: t / 1000 }, {}, t],
    ['seconds as text', { ts: '1714564800' }, {}, t - 250],
    ['at a path', { meta: { when: iso } }, { time: 'meta.when' }, t],
    ['the arrival, if so wished', { ts: t }, { time: 'arrival' }, null],
    ['an uptime is no time', { time: 12.5 }, {}, null],
  ])('%s', (_, extra, config, at) => {
    expect(extract(config, 'a', { Pressure: 1, ...Object(extra) })).toEqual({ Pressure: 1, at });
  });
});

describe('payloads of no use', () => {
  test.each<[string, object, string, RegExp]>([
    ['broken JSON', {}, '{"Pressure": 1', /not JSON/],
    ['text', {}, 'hello', /not JSON/],
    ['nothing', { shape: 'topicPerChannel' }, '', /none of the channels/],
    ['too much', {}, `{"Pressure":${'1'.repeat(maxPayloadBytes)}}`, /at most 262144/],
    ['an array', {}, '[1,2]', /none of the channels/],
    ['a word for a number', {}, '{"Pressure":"high"}', /the value of "Pressure" is not a number/],
    [
      'two of one name',
      { shape: 'nested' },
      '{"a":{"Pressure":1},"b":{"Pressure":2}}',
      /channels\.Pressure\.path/,
    ],
    ['no time where one must be', { time: 'when' }, '{"Pressure":1}', /no time at "when"/],
    [
      'metrics that are none',
      { shape: 'metrics' },
      '{"metrics":{"Pressure":1}}',
      /none of the channels/,
    ],
  ])('%s', (_, config, payload, message) => {
    expect(extract(config, 'a', payload)).toMatch(message);
  });

  test('bytes that are not UTF-8', () => {
    const mapping = new MqttMapping({ shape: 'flat', channels: {}, time: 'auto' }, []);
    expect(mapping.extract('a', Uint8Array.of(0x7b, 0xff, 0x7d))).toEqual({
      error: 'not JSON in UTF-8',
    });
  });
});
