import type { ThermalZone } from '@lookout/shared/protocol/load';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { linuxX64, virtualMachine } from '../../../test/support/machines/linux-x64.ts';
import { cpuTimes, type Machine, writeMachine } from '../../../test/support/machines/machine.ts';
import { nanoJp4 } from '../../../test/support/machines/nano-jp4.ts';
import { FakeSmi } from '../../../test/support/machines/nvidia-smi.ts';
import { orinAgxJp5 } from '../../../test/support/machines/orin-agx-jp5.ts';
import { orinNanoJp6 } from '../../../test/support/machines/orin-nano-jp6.ts';
import { thorJp7 } from '../../../test/support/machines/thor-jp7.ts';
import { xavierNxJp5 } from '../../../test/support/machines/xavier-nx-jp5.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { readBoard } from './board.ts';
import { LoadSampler } from './load-sampler.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
const samplers: LoadSampler[] = [];
beforeEach(async () => {
  folder = await scratchFolder();
});
afterEach(async () => {
  for (const sampler of samplers.splice(0)) await sampler.stop();
  await folder[Symbol.asyncDispose]();
});

function samplerOf(files: Machine, nvidiaSmi = `${folder.path}/no-such-tool`): LoadSampler {
  writeMachine(folder.path, files);
  const [root, dataFolder] = [folder.path, folder.path];
  const sampler = new LoadSampler({ root, dataFolder, nvidiaSmi, nowMs: () => performance.now() });
  samplers.push(sampler);
  return sampler;
}

const zone = (
  name: string,
  celsius: number | null,
  throttleC: number | null = null,
  criticalC: number | null = null,
): ThermalZone => ({ name, celsius, throttleC, criticalC });

const board = (family: string, l4t: string | null = null, jetpackMajor: number | null = null) => ({
  ...{ family, l4t, jetpackMajor },
});

const nothing = {
  ...{ cpuPercent: null, otherCpuPercent: null, cpuOnline: null, cpuClockRatio: null },
  ...{ cpuFullPercent: null, cpuRivals: null },
  ...{ cpuPressurePercent: null, memoryUsedBytes: null, memoryTotalBytes: null },
  ...{ gpuPercent: null, gpuClockRatio: null },
  ...{ gpuMemoryUsedBytes: null, gpuMemoryTotalBytes: null },
  ...{ zones: [], temperatureC: null, headroomC: null, criticalHeadroomC: null },
  ...{ powerMilliwatts: null, overCurrentEvents: null, throttled: null, powerMode: null },
};
/** Of 200 ticks 40 were idle, and 40 the agent's. */
const use = { cpuPercent: 80, otherCpuPercent: 60 };

describe('the load of', () => {
  test.each([
    [
      'a Nano with JetPack 4',
      nanoJp4,
      board('nano', '32.7.1', 4),
      {
        ...{ cpuOnline: 2, memoryUsedBytes: 2_078_572_544, memoryTotalBytes: 4_157_145_088 },
        cpuClockRatio: expect.closeTo(921_600 / 1_479_000),
        ...{ gpuPercent: 25, gpuClockRatio: 0.5 },
        zones: [
          zone('AO-therm', 46.5),
          zone('CPU-therm', 41.5, 97, 102.5),
          zone('GPU-therm', 39, 97.5, 103),
          zone('PLL-therm', 38.5),
          zone('thermal-fan-est', 40.5),
        ],
        ...{ temperatureC: 46.5, headroomC: 55.5, criticalHeadroomC: 61 },
        ...{ powerMilliwatts: 2380, throttled: false, powerMode: '5W' },
      },
    ],
    [
      'a hot Xavier NX with JetPack 5',
      xavierNxJp5,
      board('xavier', '35.4.1', 5),
      {
        ...{ cpuOnline: 6, memoryUsedBytes: 4_096_000_000, memoryTotalBytes: 7_168_000_000 },
        cpuClockRatio: expect.closeTo(1_420 / 1_900),
        ...{ gpuPercent: 99.1, gpuClockRatio: expect.closeTo(803.25 / 1109.25) },
        zones: [
          zone('CPU-therm', 88.5, 86, 96),
          zone('GPU-therm', 87, 88, 98),
          zone('AUX-therm', 85.5),
          zone('AO-therm', 84),
        ],
        ...{ temperatureC: 88.5, headroomC: -2.5, criticalHeadroomC: 7.5 },
        ...{ powerMilliwatts: 15_000, throttled: true, powerMode: 'MODE_15W_6CORE' },
        cpuPressurePercent: 12.5,
      },
    ],
    [
      'an Orin Nano with JetPack 6 and gated zones',
      orinNanoJp6,
      board('orin', '36.4.0', 6),
      {
        ...{ cpuOnline: 6, memoryUsedBytes: 2_867_200_000, memoryTotalBytes: 7_987_200_000 },
        ...{ cpuClockRatio: 1, gpuPercent: 43, gpuClockRatio: 0.5 },
        zones: [
          zone('cpu-thermal', 51.25, 99, 104.5),
          zone('gpu-thermal', 50.5, 99, 104.5),
          ...['cv0', 'cv1', 'cv2'].map((name) => zone(`${name}-thermal`, null, null, 104.5)),
          zone('soc0-thermal', 49.75),
          zone('tj-thermal', 51.25, null, 104.5),
        ],
        ...{ temperatureC: 51.25, headroomC: 47.75, criticalHeadroomC: 53.25 },
        ...{ powerMilliwatts: 5096, overCurrentEvents: 7, throttled: false, powerMode: '15W' },
        cpuPressurePercent: 0.4,
      },
    ],
    [
      'an AGX Orin with JetPack 5 and a third of its cores offline',
      orinAgxJp5,
      board('orin', '35.4.1', 5),
      {
        ...{ cpuOnline: 8, memoryUsedBytes: 11_264_000_000, memoryTotalBytes: 31_744_000_000 },
        cpuClockRatio: expect.closeTo(1_728 / 2_201.6),
        ...{ gpuPercent: 0, gpuClockRatio: 0.5 },
        zones: [
          zone('CPU-therm', 45, 98, 103.5),
          zone('GPU-therm', null, null, 103.5),
          zone('tj-therm', 45.5, null, 104),
        ],
        ...{ temperatureC: 45.5, headroomC: 53, criticalHeadroomC: 58.5 },
        // 4,000 + 800 + 4,000 + 400: the channel that is not connected is none.
        ...{ powerMilliwatts: 9200, overCurrentEvents: 0, throttled: false },
        ...{ powerMode: 'MODE_30W', cpuPressurePercent: 0 },
      },
    ],
    [
      'a Thor with JetPack 7, whose GPU does not tell its load',
      thorJp7,
      board('thor', '38.2.0', 7),
      {
        ...{ cpuOnline: 14, memoryUsedBytes: 28_672_000_000, memoryTotalBytes: 131_072_000_000 },
        cpuClockRatio: 1,
        zones: [
          zone('cpu-thermal', 38, 109, 112),
          zone('gpu-thermal', 37.5, null, 112),
          zone('tj-thermal', 38, null, 112),
        ],
        ...{ temperatureC: 38, headroomC: 71, criticalHeadroomC: 74 },
        ...{ powerMilliwatts: 15_800, throttled: false, powerMode: '120W' },
        cpuPressurePercent: 0,
      },
    ],
    [
      'a server without a GPU',
      linuxX64,
      board('linux'),
      {
        ...{ cpuOnline: 8, memoryUsedBytes: 17_408_000_000, memoryTotalBytes: 66_560_000_000 },
        ...{ cpuClockRatio: 1, zones: [zone('coretemp Package id 0', 52, 100)] },
        ...{ temperatureC: 52, headroomC: 48, throttled: false, cpuPressurePercent: 3.2 },
      },
    ],
    [
      'a virtual machine that tells nothing else',
      virtualMachine,
      board('linux'),
      { memoryUsedBytes: 4_096_000_000, memoryTotalBytes: 8_192_000_000 },
    ],
  ])('%s', (_, files, kind, expected) => {
    const sampler = samplerOf(files);
    sampler.read();
    expect(sampler.sample()).toMatchObject({ cpuPercent: null, otherCpuPercent: null });
    writeMachine(folder.path, cpuTimes(1160, 9040, 140));
    sampler.read();
    const { diskFreeBytes, ...sample } = sampler.sample();
    expect(sample).toEqual({ ...nothing, ...use, ...expected });
    expect(diskFreeBytes).toBeGreaterThan(0);
    expect(readBoard(folder.path)).toEqual(kind);
  });

  test('a server with an NVIDIA card', async () => {
    const smi = new FakeSmi(folder.path).answers(
      '35, 1024, 24576, 61, 1410, 2100, 74.25, 0x0000000000000040',
    );
    const sampler = samplerOf(linuxX64, smi.command);
    sampler.read();
    expect(sampler.sample()).toMatchObject({ gpuPercent: null, gpuMemoryTotalBytes: null });
    await sampler.settled();
    sampler.read();
    expect(sampler.sample()).toMatchObject({
      ...{ gpuPercent: 35, gpuClockRatio: expect.closeTo(1410 / 2100) },
      ...{ gpuMemoryUsedBytes: 1_073_741_824, gpuMemoryTotalBytes: 25_769_803_776 },
      zones: [zone('coretemp Package id 0', 52, 100), zone('GPU', 61, 95, 98)],
      ...{ temperatureC: 61, headroomC: 34, criticalHeadroomC: 37 },
      ...{ powerMilliwatts: 74_250, throttled: true },
    });
  });

  test('nothing at all is unknown, not 0', () => {
    const missing = `${folder.path}/missing`;
    const options = { root: missing, dataFolder: missing, nvidiaSmi: missing };
    const sampler = new LoadSampler({ ...options, nowMs: () => 0 });
    samplers.push(sampler);
    sampler.read();
    sampler.read();
    expect(sampler.sample()).toEqual({ ...nothing, diskFreeBytes: null });
  });
});
