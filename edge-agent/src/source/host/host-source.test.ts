import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../clock.fixture.ts';
import { systemClock } from '../clock.ts';
import { Heard } from '../listener.fixture.ts';
import { HostSource } from './host-source.ts';
import { findThermometers, readThermometer } from './temperatures.ts';

let root: string;
const running: HostSource[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lookout-host-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((source) => source.stop()));
  rmSync(root, { recursive: true });
});

function plant(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const jetson = {
  'proc/stat': 'cpu  100 0 0 900 0 0 0 0 0 0\n',
  'proc/loadavg': '0.25 0.2 0.1 1/100 42\n',
  'proc/meminfo': 'MemTotal: 1000 kB\nMemAvailable: 400 kB\n',
  'proc/diskstats': ' 179 0 mmcblk0 1 0 10 0 2 0 20 0 0 0 0\n',
  'proc/net/dev': 'eth0: 100 0 0 0 0 0 0 0 200 0 0 0 0 0 0 0\n',
  'sys/block/mmcblk0/size': '1',
  'sys/class/thermal/thermal_zone0/type': 'cpu-thermal\n',
  'sys/class/thermal/thermal_zone0/temp': '45500\n',
  'sys/class/thermal/thermal_zone10/type': 'tj-thermal\n',
  'sys/class/thermal/thermal_zone10/temp': '47000\n',
  'sys/class/thermal/thermal_zone2/type': 'gpu-thermal\n', // no temp: gated
  'sys/class/thermal/cooling_device0/type': 'fan\n',
};

function host(channels: string[] | null = null, clock = new FakeClock()) {
  const config = { type: 'host' as const, periodMs: 1_000, channels: null, root };
  const source = new HostSource({ config, channels, periodMs: 1_000, clock });
  running.push(source);
  return { source, clock, heard: new Heard() };
}

test('a row has the fixed readings, then the temperatures in the order of their zones', async () => {
  plant(jetson);
  const { source, clock, heard } = host();
  await source.start(heard);
  plant({
    'proc/stat': 'cpu  150 0 0 950 0 0 0 0 0 0\n',
    'proc/net/dev': 'eth0: 1100 0 0 0 0 0 0 0 200 0 0 0 0 0 0 0\n',
  });
  await clock.advance(1_000);
  await heard.until(({ samples }) => samples.length === 1);
  expect(source.channels.map(({ name, unit }) => [name, unit])).toEqual([
    ['CPU', '%'],
    ['Load average', null],
    ['Memory used', '%'],
    ['Disk read', 'B/s'],
    ['Disk write', 'B/s'],
    ['Network receive', 'B/s'],
    ['Network send', 'B/s'],
    ['Temperature cpu-thermal', '°C'],
    ['Temperature gpu-thermal', '°C'],
    ['Temperature tj-thermal', '°C'],
  ]);
  expect(heard.values[0]).toEqual([50, 0.25, 60, 0, 0, 1000, 0, 45.5, null, 47]);
});

test('gives the channels of the detector in its order', async () => {
  plant(jetson);
  const { source, clock, heard } = host(['Memory used', 'CPU']);
  await source.start(heard);
  await clock.advance(1_000);
  await heard.until(({ samples }) => samples.length === 1);
  expect(heard.values[0]).toEqual([60, null]); // no tick has passed
});

test('a reading that goes away is missing from then on', async () => {
  plant(jetson);
  const { source, clock, heard } = host(['Load average', 'Temperature cpu-thermal']);
  await source.start(heard);
  rmSync(join(root, 'sys/class/thermal/thermal_zone0/temp'));
  await clock.advance(1_000);
  await heard.until(({ samples }) => samples.length === 1);
  expect(heard.values[0]).toEqual([0.25, null]);
});

describe('refuses', () => {
  test('a folder without /proc', async () => {
    const { source, heard } = host();
    await expect(source.start(heard)).rejects.toThrow(
      expect.objectContaining({ code: 'noReadings', message: expect.stringContaining(root) }),
    );
  });

  test('a thermometer that this machine does not have', async () => {
    plant(jetson);
    const { source, heard } = host(['Temperature cpu-termal']);
    await expect(source.start(heard)).rejects.toThrow(/did you mean "Temperature cpu-thermal"\?/);
  });
});

describe('temperatures', () => {
  const read = async () => {
    const found = await findThermometers(root);
    return Promise.all(found.map(async (t) => [t.name, await readThermometer(t)]));
  };

  test('of hwmon where there are no thermal zones, with labels, twins numbered', async () => {
    plant({
      'sys/class/hwmon/hwmon0/name': 'coretemp',
      'sys/class/hwmon/hwmon0/temp1_input': '40000',
      'sys/class/hwmon/hwmon0/temp1_label': 'Package id 0',
      'sys/class/hwmon/hwmon1/name': 'nvme',
      'sys/class/hwmon/hwmon1/temp1_input': '30000',
      'sys/class/hwmon/hwmon1/fan1_input': '900',
      'sys/class/hwmon/hwmon2/name': 'nvme',
      'sys/class/hwmon/hwmon2/temp1_input': '31000',
    });
    expect(await read()).toEqual([
      ['Temperature coretemp Package id 0', 40],
      ['Temperature nvme', 30],
      ['Temperature nvme 2', 31],
    ]);
  });

  test.each([
    ['', null],
    ['-256000', null],
    ['500000', null],
    ['rubbish', null],
    ['-5000', -5],
  ])('%j m°C is %s °C', async (text, celsius) => {
    plant({
      'sys/class/thermal/thermal_zone0/type': 'x',
      'sys/class/thermal/thermal_zone0/temp': text,
    });
    expect(await read()).toEqual([['Temperature x', celsius]]);
  });
});

test('this very machine has readings', async () => {
  const config = { type: 'host' as const, periodMs: 100, channels: null, root: '/' };
  const source = new HostSource({ config, channels: null, periodMs: 100, clock: systemClock });
  running.push(source);
  const heard = new Heard();
  await source.start(heard);
  await heard.until(({ samples }) => samples.length >= 2);
  const [cpu, load, memory] = heard.values[1] ?? [];
  expect(cpu).toBeGreaterThanOrEqual(0);
  expect(cpu).toBeLessThanOrEqual(100);
  expect(load).toBeGreaterThanOrEqual(0);
  expect(memory).toBeGreaterThan(0);
});
