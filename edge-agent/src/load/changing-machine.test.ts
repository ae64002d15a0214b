import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  cooling,
  cpus,
  cpuTimes,
  devfreq,
  ina3221,
  type Machine,
  overCurrent,
  processTimes,
  removeFrom,
  writeMachine,
  zone,
} from '../../../test/support/machines/machine.ts';
import { orinNanoJp6 } from '../../../test/support/machines/orin-nano-jp6.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { LoadSampler } from './load-sampler.ts';
import type { MachineLoad } from './machine-reading.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let sampler: LoadSampler;
beforeEach(async () => {
  folder = await scratchFolder();
  const root = folder.path;
  sampler = new LoadSampler({
    ...{ root, dataFolder: root, nvidiaSmi: `${root}/none`, nowMs: () => 0 },
  });
});
afterEach(async () => {
  await sampler.stop();
  await folder[Symbol.asyncDispose]();
});

/** The machine is so now: what one reading says, or so many equal ones. */
function after(change: Machine, readings = 1): MachineLoad {
  writeMachine(folder.path, change);
  for (let i = 0; i < readings; i++) sampler.read();
  return sampler.sample();
}
const gpuLoad = 'sys/class/devfreq/17000000.gpu/device/load';

describe('a mean over ten readings', () => {
  test('of what goes up and down', () => {
    expect(after(orinNanoJp6).gpuPercent).toBe(43);
    expect(after({ [gpuLoad]: 1000 }).gpuPercent).toBe(71.5);
    expect(after({}, 9).gpuPercent).toBe(100);
    expect(after({ [gpuLoad]: 0 }, 5).gpuPercent).toBe(50);
  });

  test('of temperatures, while the distance to switching off is told at once', () => {
    after(orinNanoJp6, 10);
    const hot = after(zone(0, 'cpu-thermal', 101_250));
    expect(hot).toMatchObject({ temperatureC: 56.25, headroomC: 42.75, criticalHeadroomC: 3.25 });
    expect(hot.zones[0]).toMatchObject({ celsius: 56.25, throttleC: 99 });
  });

  test('but counts and modes are the newest', () => {
    after(orinNanoJp6, 9);
    expect(
      after({
        ...overCurrent(2, 3, 1, 4),
        ...cooling(1, 'cpu-throttle-alert', 1),
        'var/lib/nvpmodel/status': 'pmode:0001',
      }),
    ).toMatchObject({ overCurrentEvents: 8, throttled: true, powerMode: '7W' });
  });
});

describe('a machine that changes', () => {
  test('has a GPU whose node appears late, goes and comes back', () => {
    const { [gpuLoad]: load, ...late } = orinNanoJp6;
    expect(after(late)).toMatchObject({ gpuPercent: null, gpuClockRatio: null });
    expect(after({ [gpuLoad]: load ?? null }).gpuPercent).toBe(43);
    removeFrom(folder.path, 'sys/class/devfreq/17000000.gpu');
    expect(after({}).gpuPercent).toBeNull();
    // Without devfreq it may still be found at its own place.
    const elsewhere = 'sys/devices/platform/bus@0/17000000.gpu/load';
    expect(after({ [elsewhere]: 300 }, 10)).toMatchObject({ gpuPercent: 30, gpuClockRatio: null });
  });

  test('puts cores offline', () => {
    expect(after(orinNanoJp6).cpuOnline).toBe(6);
    expect(after({ 'sys/devices/system/cpu/online': '0-1,4' }).cpuOnline).toBe(3);
  });

  test('loses a zone while another one wakes', () => {
    after(orinNanoJp6);
    removeFrom(folder.path, 'sys/class/thermal/thermal_zone0');
    const { zones, temperatureC } = after(zone(2, 'cv0-thermal', 61_000));
    expect(zones.map(({ name, celsius }) => [name, celsius])).toEqual([
      ['gpu-thermal', 50.5],
      ['cv0-thermal', 61],
      ['cv1-thermal', null],
      ['cv2-thermal', null],
      ['soc0-thermal', 49.75],
      ['tj-thermal', 51.25],
    ]);
    expect(temperatureC).toBe(61);
  });

  test('has other trip points after a minute', () => {
    after(orinNanoJp6);
    const change = { 'sys/class/thermal/thermal_zone0/trip_point_2_temp': 70_000 };
    expect(after(change).zones[0]?.throttleC).toBe(99);
    expect(after({}, 60).zones[0]?.throttleC).toBe(70);
  });

  test('slows down by heat since the last reading', () => {
    const count = 'sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count';
    expect(after({ [count]: 5 }).throttled).toBe(false);
    expect(after({ [count]: 6 }).throttled).toBe(true);
    expect(after({}).throttled).toBe(false);
  });
});

describe('own CPU time', () => {
  const children = 'proc/self/task/77/children';

  test('is that of the agent and of the children that the kernel lists', () => {
    after({ ...cpuTimes(0, 0, 10), [children]: '78 79 ', 'proc/78/stat': processTimes(78, 77, 5) });
    expect(
      after({ ...cpuTimes(60, 40, 20), 'proc/78/stat': processTimes(78, 77, 25) }),
    ).toMatchObject({ cpuPercent: 60, otherCpuPercent: 30 });
  });

  test('is that of the children that are found where the kernel lists none', () => {
    after({
      ...cpuTimes(0, 0, 10),
      'proc/78/stat': processTimes(78, 77, 5),
      'proc/90/stat': processTimes(90, 1, 5),
    });
    expect(
      after({
        ...cpuTimes(60, 40, 20),
        'proc/78/stat': processTimes(78, 77, 25),
        'proc/90/stat': processTimes(90, 1, 35),
      }).otherCpuPercent,
    ).toBe(30);
  });
});

describe('garbage is unknown', () => {
  const all = 'sys/class/thermal/thermal_zone0';
  test.each<[string, Machine, Partial<MachineLoad>]>([
    ['words', { [gpuLoad]: 'busy' }, { gpuPercent: null }],
    ['nothing', { [gpuLoad]: '' }, { gpuPercent: null }],
    ['more than all', { [gpuLoad]: 1001 }, { gpuPercent: null }],
    ['less than nothing', { [gpuLoad]: -1 }, { gpuPercent: null }],
    ['a number that no double holds', { [gpuLoad]: '9'.repeat(400) }, { gpuPercent: null }],
    ['hexadecimal', { [gpuLoad]: '0x10' }, { gpuPercent: null }],
    [
      'no highest clock',
      devfreq('17000000.gpu', 'gpu', 1, { current: 1, max: 0 }),
      { gpuClockRatio: null },
    ],
    [
      'no list of CPUs',
      { 'sys/devices/system/cpu/online': '0-' },
      { cpuOnline: null, cpuClockRatio: null },
    ],
    ['a list that runs backwards', { 'sys/devices/system/cpu/online': '3-0' }, { cpuOnline: null }],
    ['a clock above the highest', cpus(6, '0-5', 100, 200), { cpuClockRatio: 1 }],
    [
      'a rail that does not answer',
      ina3221(1, [['VDD_IN', 5000, null]]),
      { powerMilliwatts: null },
    ],
    [
      'one of the rails alone',
      ina3221(1, [
        ['VDD_CPU', 5000, null],
        ['VDD_SOC', 5000, 1],
      ]),
      { powerMilliwatts: null },
    ],
    ['current that flows back', ina3221(1, [['VDD_IN', 5000, -8]]), { powerMilliwatts: null }],
    ['another mode file', { 'var/lib/nvpmodel/status': 'fmode:quiet' }, { powerMode: null }],
    ['a mode without a name', { 'var/lib/nvpmodel/status': 'pmode:0009' }, { powerMode: 'mode 9' }],
    [
      'pressure of more than all',
      { 'proc/pressure/cpu': 'some avg10=120.00 avg60=1' },
      { cpuPressurePercent: null },
    ],
    [
      'memory in other units',
      { 'proc/meminfo': 'MemTotal: 8 GB' },
      { memoryTotalBytes: null, memoryUsedBytes: null },
    ],
  ])('%s', (_, change, expected) => {
    expect(after({ ...orinNanoJp6, ...change })).toMatchObject(expected);
  });

  test.each([
    ['a sensor that is off', -256_000],
    ['what no machine survives', 250_000],
    ['words', 'hot'],
  ])('of a temperature: %s', (_, text) => {
    const { zones } = after({ ...orinNanoJp6, [`${all}/temp`]: text });
    expect(zones[0]).toEqual({
      name: 'cpu-thermal',
      celsius: null,
      throttleC: 99,
      criticalC: 104.5,
    });
  });

  test.each([0, -274_000, 2_147_483_647, 'off'])('of a trip point: %s', (text) => {
    const { zones } = after({ ...orinNanoJp6, [`${all}/trip_point_0_temp`]: text });
    expect(zones[0]).toMatchObject({ celsius: 51.25, throttleC: 99, criticalC: null });
  });

  test('zones of one name are told apart', () => {
    const { zones } = after({ ...zone(0, 'acpitz', 30_000), ...zone(1, 'acpitz', 40_000) });
    expect(zones.map(({ name, celsius }) => [name, celsius])).toEqual([
      ['acpitz', 30],
      ['acpitz 2', 40],
    ]);
  });
});
