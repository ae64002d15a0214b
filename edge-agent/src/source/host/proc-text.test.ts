import { describe, expect, test } from 'vitest';
import {
  parseCpu,
  parseDisks,
  parseLoad,
  parseMemoryUsedPercent,
  parseNetwork,
} from './proc-text.ts';

describe('/proc/stat', () => {
  test.each([
    ['a PC', 'cpu  100 5 50 800 20 3 2 10 7 0\ncpu0 1 1 1 1\n', { busy: 170, total: 990 }],
    ['an old kernel', 'cpu 10 0 5 85\n', { busy: 15, total: 100 }],
    ['cut short', 'cpu  100 5\n', null],
    ['something else', 'intr 5\n', null],
    ['nothing', '', null],
  ])('of %s', (_, text, expected) => expect(parseCpu(text)).toEqual(expected));
});

test.each([
  ['0.52 0.58 0.59 2/1217 4242', 0.52],
  ['', null],
])('/proc/loadavg %j is %s', (text, expected) => expect(parseLoad(text)).toBe(expected));

test.each([
  ['MemTotal:  1000 kB\nMemFree: 10 kB\nMemAvailable: 250 kB\n', 75],
  ['MemTotal:  1000 kB\n', null],
  ['MemTotal: 0 kB\nMemAvailable: 0 kB\n', null],
])('/proc/meminfo', (text, expected) => expect(parseMemoryUsedPercent(text)).toBe(expected));

test('/proc/diskstats counts whole disks, once', () => {
  const text = `
   8       0 sda 120 3 2000 50 80 9 4000 70 0 90 120 0 0 0 0 0 0
   8       1 sda1 120 3 1990 50 80 9 3990 70 0 90 120 0 0 0 0 0 0
 179       0 mmcblk0 1 0 10 0 2 0 20 0 0 0 0
   7       0 loop0 5 0 50 0 0 0 0 0 0 0 0
 253       0 dm-0 5 0 50 0 0 0 0 0 0 0 0
 259       0 nvme0n1 cut
`;
  const whole = new Set(['sda', 'mmcblk0', 'loop0', 'dm-0', 'nvme0n1']);
  expect([...parseDisks(text, whole)]).toEqual([
    ['sda', { inBytes: 1_024_000, outBytes: 2_048_000 }],
    ['mmcblk0', { inBytes: 5_120, outBytes: 10_240 }],
  ]);
});

test('/proc/net/dev counts what leaves the machine', () => {
  const text = `Inter-|   Receive                            |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
    lo: 9999 1 0 0 0 0 0 0 9999 1 0 0 0 0 0 0
  eth0: 1000 2 0 0 0 0 0 0 2000 3 0 0 0 0 0 0
 wlan0:10 2 0 0 0 0 0 0 20 3 0 0 0 0 0 0
docker0: 5 0 0 0 0 0 0 0 5 0 0 0 0 0 0 0
veth12a: 5 0 0 0 0 0 0 0 5 0 0 0 0 0 0 0
`;
  expect([...parseNetwork(text)]).toEqual([
    ['eth0', { inBytes: 1000, outBytes: 2000 }],
    ['wlan0', { inBytes: 10, outBytes: 20 }],
  ]);
});
