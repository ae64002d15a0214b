import { describe, expect, test } from 'vitest';
import { type HostSnapshot, hostChannels, hostValues } from './host-channels.ts';

const snapshot = (changes: Partial<HostSnapshot> = {}): HostSnapshot => ({
  atMs: 0,
  cpu: { busy: 100, total: 1000 },
  load: 0.5,
  memoryUsedPercent: 40,
  disks: new Map([['sda', { inBytes: 1000, outBytes: 500 }]]),
  network: new Map([['eth0', { inBytes: 50, outBytes: 70 }]]),
  ...changes,
});

const later = snapshot({
  atMs: 2_000,
  cpu: { busy: 150, total: 1200 },
  disks: new Map([['sda', { inBytes: 5000, outBytes: 500 }]]),
  network: new Map([['eth0', { inBytes: 250, outBytes: 170 }]]),
});

test('rates are means since the row before', () => {
  expect(hostValues(snapshot(), later)).toEqual([25, 0.5, 40, 2000, 0, 100, 50]);
  expect(hostValues(snapshot(), later)).toHaveLength(hostChannels.length);
});

const n = null;

describe('what is not known is missing, never 0', () => {
  test.each<[string, HostSnapshot, HostSnapshot, (number | null)[]]>([
    [
      'nothing readable',
      snapshot(),
      snapshot({ atMs: 1000, cpu: n, load: n, memoryUsedPercent: n, disks: n, network: n }),
      [n, n, n, n, n, n, n],
    ],
    ['no time has passed', snapshot(), snapshot(), [n, 0.5, 40, n, n, n, n]],
    [
      'idle counters ran backwards',
      snapshot(),
      { ...later, cpu: { busy: 150, total: 1040 } },
      [n, 0.5, 40, 2000, 0, 100, 50],
    ],
    [
      'no disks',
      snapshot({ disks: new Map() }),
      { ...later, disks: new Map() },
      [25, 0.5, 40, n, n, 100, 50],
    ],
    [
      'a counter was reset',
      snapshot(),
      { ...later, network: new Map([['eth0', { inBytes: 0, outBytes: 0 }]]) },
      [25, 0.5, 40, 2000, 0, n, n],
    ],
  ])('%s', (_, before, now, expected) => expect(hostValues(before, now)).toEqual(expected));
});

test('a device that was plugged in adds nothing that it moved before', () => {
  const network = new Map([
    ['eth0', { inBytes: 250, outBytes: 170 }],
    ['usb0', { inBytes: 9e9, outBytes: 9e9 }],
  ]);
  expect(hostValues(snapshot(), { ...later, network }).slice(5)).toEqual([100, 50]);
});
