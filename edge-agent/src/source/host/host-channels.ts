import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import type { ByteCounters, CpuTicks } from './proc-text.ts';

/** What was read of /proc at one moment; null: not there or not readable just then. */
export interface HostSnapshot {
  readonly atMs: number;
  readonly cpu: CpuTicks | null;
  readonly load: number | null;
  readonly memoryUsedPercent: number | null;
  readonly disks: ByteCounters | null;
  readonly network: ByteCounters | null;
}

/**
 * The readings that every Linux machine has, in this order; temperatures follow, as the machine names
 * them. Rates are means since the row before.
 */
export const hostChannels: readonly ChannelInfo[] = [
  { name: 'CPU', unit: '%' }, // of all processors together
  { name: 'Load average', unit: null }, // over a minute
  { name: 'Memory used', unit: '%' },
  { name: 'Disk read', unit: 'B/s' },
  { name: 'Disk write', unit: 'B/s' },
  { name: 'Network receive', unit: 'B/s' },
  { name: 'Network send', unit: 'B/s' },
];

/** Two moments → one value per channel of `hostChannels`. */
export function hostValues(before: HostSnapshot, now: HostSnapshot): (number | null)[] {
  const seconds = (now.atMs - before.atMs) / 1000;
  const rate = (key: 'disks' | 'network', side: 'inBytes' | 'outBytes') =>
    bytesPerSecond(before[key], now[key], side, seconds);
  return [
    cpuPercent(before.cpu, now.cpu),
    now.load,
    now.memoryUsedPercent,
    rate('disks', 'inBytes'),
    rate('disks', 'outBytes'),
    rate('network', 'inBytes'),
    rate('network', 'outBytes'),
  ];
}

function cpuPercent(before: CpuTicks | null, now: CpuTicks | null): number | null {
  if (before === null || now === null) return null;
  const total = now.total - before.total;
  const busy = now.busy - before.busy;
  // The kernel's idle counters may step back a tick; a row so short or so odd says nothing.
  return total > 0 && busy >= 0 && busy <= total ? (100 * busy) / total : null;
}

/** Summed over the devices that are in both; a counter that ran backwards was reset and is left out. */
function bytesPerSecond(
  before: ByteCounters | null,
  now: ByteCounters | null,
  side: 'inBytes' | 'outBytes',
  seconds: number,
): number | null {
  if (before === null || now === null || seconds <= 0) return null;
  let bytes = 0;
  let devices = 0;
  for (const [name, counters] of now) {
    const grown = counters[side] - (before.get(name)?.[side] ?? Number.NaN);
    if (!(grown >= 0)) continue;
    bytes += grown;
    devices += 1;
  }
  return devices > 0 ? bytes / seconds : null;
}
