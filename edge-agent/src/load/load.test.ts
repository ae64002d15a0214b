import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { cpuPercent, parseCpuTimes } from './cpu.ts';
import { LoadSampler } from './load-sampler.ts';
import { capabilitiesOf, clockQuality, readBootId } from './machine.ts';
import { LatencyWindow } from './percentiles.ts';

/** A machine's /proc and /sys as files. */
async function machine(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

const stat = (busy: number, idle: number) =>
  `cpu  ${busy} 0 0 ${idle} 0 0 0 0 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 1\n`;

describe('CPU', () => {
  test.each([
    [stat(10, 90), { busy: 10, total: 100 }],
    ['cpu  1 2 3 4 5 6 7 8 100 100\n', { busy: 27, total: 36 }], // guests are in user already
    ['', null],
    ['intr 1 2 3 4', null],
    ['cpu  a b c d', null],
  ])('%j is read as %j', (text, times) => expect(parseCpuTimes(text)).toEqual(times));

  test.each([
    [{ busy: 0, total: 0 }, { busy: 25, total: 100 }, 25],
    [{ busy: 50, total: 100 }, { busy: 150, total: 200 }, 100],
    [{ busy: 50, total: 100 }, { busy: 50, total: 100 }, null],
    [{ busy: 50, total: 100 }, { busy: 40, total: 200 }, 0], // iowait may count backwards
  ])('from %j to %j is %j %%', (before, after, percent) =>
    expect(cpuPercent(before, after)).toBe(percent),
  );
});

describe('the load of a machine', () => {
  test('is read from its files', async () => {
    await using folder = await scratchFolder();
    await machine(folder.path, {
      'proc/stat': stat(10, 90),
      'proc/meminfo': 'MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:    400 kB\n',
      'sys/class/thermal/thermal_zone0/type': 'CPU-therm\n',
      'sys/class/thermal/thermal_zone0/temp': '41500\n',
      'sys/class/thermal/thermal_zone1/type': 'GPU-therm\n',
      'sys/class/thermal/thermal_zone1/temp': '39000\n',
      'sys/class/thermal/thermal_zone2/type': 'PMIC-Die\n',
      'sys/class/thermal/thermal_zone2/temp': '100000\n',
      'sys/class/thermal/cooling_device0/type': 'fan\n',
    });
    const sampler = new LoadSampler(folder.path, folder.path);
    expect(sampler.sample().cpuPercent).toBeNull(); // it takes two readings
    await machine(folder.path, { 'proc/stat': stat(60, 140) });
    expect(sampler.sample()).toMatchObject({
      cpuPercent: 50,
      memoryTotalBytes: 1_024_000,
      memoryUsedBytes: 614_400,
      temperatureC: 41.5,
      diskFreeBytes: expect.any(Number),
    });
  });

  test('is unknown, not 0, where nothing can be read', async () => {
    await using folder = await scratchFolder();
    const missing = join(folder.path, 'missing');
    const sampler = new LoadSampler(missing, missing);
    sampler.sample();
    expect(Object.values(sampler.sample())).toEqual([null, null, null, null, null]);
  });
});

describe('what a record says of the machine', () => {
  test.each([
    [{}, 'unknown'],
    [{ 'run/systemd/timesync/clock': '' }, 'unsynchronized'],
    [{ 'run/systemd/timesync/synchronized': '' }, 'synchronized'],
  ])('with %j the clock is %s', async (files, quality) => {
    await using folder = await scratchFolder();
    await machine(folder.path, files);
    expect(clockQuality(folder.path)).toBe(quality);
  });

  test('boot id and model', async () => {
    await using folder = await scratchFolder();
    expect(readBootId(folder.path)).toBeNull();
    expect(capabilitiesOf(folder.path, ['cpu'])).toMatchObject({ providers: ['cpu'], model: null });
    await machine(folder.path, {
      'proc/sys/kernel/random/boot_id': '4c1d\n',
      'proc/device-tree/model': 'NVIDIA Jetson Nano Developer Kit\0',
    });
    expect(readBootId(folder.path)).toBe('4c1d');
    expect(capabilitiesOf(folder.path, []).model).toBe('NVIDIA Jetson Nano Developer Kit');
  });
});

test('latency percentiles are those of the last runs', () => {
  const latencies = new LatencyWindow(4);
  expect(latencies.percentile(0.5)).toBeNull();
  latencies.add(7);
  expect(latencies.percentile(0.95)).toBe(7);
  for (const value of [40, 10, 30, 20]) latencies.add(value);
  expect([0.5, 0.75, 0.95].map((q) => latencies.percentile(q))).toEqual([20, 30, 40]);
});
