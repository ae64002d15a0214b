import { describe, expect, test } from 'vitest';
import { writeMachine } from '../../../test/support/machines/machine.ts';
import { nanoJp4 } from '../../../test/support/machines/nano-jp4.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { cpuPercent, parseCpuTimes, shareOf } from './cpu.ts';
import { capabilitiesOf, clockQuality, readBootId } from './machine.ts';
import { LatencyWindow } from './percentiles.ts';

const stat = (busy: number, idle: number) =>
  `cpu  ${busy} 0 0 ${idle} 0 0 0 0 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 1\n`;

describe('CPU', () => {
  test.each([
    [stat(10, 90), { busy: 10, total: 100 }],
    ['cpu  1 2 3 4 5 6 7 8 100 100\n', { busy: 27, total: 36 }], // guests are in user already
    ['', null],
    ['intr 1 2 3 4', null],
    ['cpu  a b c d', null],
    ['cpu  1 2 3 99999999999999999999', null], // more than a double holds
  ])('%j is read as %j', (text, times) => expect(parseCpuTimes(text)).toEqual(times));

  test.each([
    [{ busy: 0, total: 0 }, { busy: 25, total: 100 }, 25],
    [{ busy: 50, total: 100 }, { busy: 150, total: 200 }, 100],
    [{ busy: 50, total: 100 }, { busy: 50, total: 100 }, null],
    [{ busy: 50, total: 100 }, { busy: 40, total: 200 }, 0], // iowait may count backwards
  ])('from %j to %j is %j %%', (before, after, percent) =>
    expect(cpuPercent(before, after)).toBe(percent),
  );

  test.each([
    [0, 10, 30, 'its own part is taken off'],
    [0, 50, 0, 'no less than nothing'], // ticks of processes and of CPUs are counted apart
    [null, 10, null, 'its own part was not known'],
    [0, null, null, 'it is not known any more'],
    [50, 10, null, 'a child took its time with it'],
  ])('from %j own ticks to %j others have %j %%: %s', (before, after, percent, _) =>
    expect(
      shareOf({ busy: 0, total: 0, own: before }, { busy: 40, total: 100, own: after }),
    ).toEqual({ cpuPercent: 40, otherCpuPercent: percent }),
  );
});

describe('what a record says of the machine', () => {
  test.each([
    [{}, 'unknown'],
    [{ 'run/systemd/timesync/clock': '' }, 'unsynchronized'],
    [{ 'run/systemd/timesync/synchronized': '' }, 'synchronized'],
  ])('with %j the clock is %s', async (files, quality) => {
    await using folder = await scratchFolder();
    writeMachine(folder.path, files);
    expect(clockQuality(folder.path)).toBe(quality);
  });

  test('boot id and model', async () => {
    await using folder = await scratchFolder();
    expect(readBootId(folder.path)).toBeNull();
    const unusable = [{ provider: 'cuda', why: 'no card' }];
    expect(capabilitiesOf(folder.path, { usable: ['cpu'], unusable })).toMatchObject({
      ...{ providers: ['cpu'], unusableProviders: unusable, model: null },
    });
    writeMachine(folder.path, {
      ...nanoJp4,
      'proc/sys/kernel/random/boot_id': '4c1d',
    });
    expect(readBootId(folder.path)).toBe('4c1d');
    expect(capabilitiesOf(folder.path, { usable: [], unusable: [] })).toMatchObject({
      model: 'NVIDIA Jetson Nano Developer Kit',
      board: { family: 'nano', l4t: '32.7.1', jetpackMajor: 4 },
    });
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
