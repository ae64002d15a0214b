// Readers of Linux' /proc files (man 5 proc). Text in, numbers out; null where a line is not there.

/** Ticks since boot. */
export interface CpuTicks {
  readonly busy: number;
  readonly total: number;
}

/** `/proc/stat`, first line; waiting for a disk counts as idle, a hypervisor's steal as busy. */
export function parseCpu(stat: string): CpuTicks | null {
  const ticks = /^cpu\s+(.*)$/m.exec(stat)?.[1]?.trim().split(/\s+/).slice(0, 8).map(Number);
  if (ticks === undefined || ticks.length < 4 || ticks.some(Number.isNaN)) return null;
  const total = ticks.reduce((sum, tick) => sum + tick, 0);
  return { busy: total - (ticks[3] ?? 0) - (ticks[4] ?? 0), total };
}

/** `/proc/loadavg`: processes that run or wait, mean over a minute. */
export function parseLoad(loadavg: string): number | null {
  const load = Number.parseFloat(loadavg);
  return Number.isFinite(load) ? load : null;
}

/** `/proc/meminfo`: share that no new process could have without swapping, in percent. */
export function parseMemoryUsedPercent(meminfo: string): number | null {
  const kib = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(meminfo)?.[1]);
  const used = 100 * (1 - kib('MemAvailable') / kib('MemTotal'));
  return Number.isFinite(used) ? used : null;
}

/** Bytes since boot, by device. */
export type ByteCounters = ReadonlyMap<
  string,
  { readonly inBytes: number; readonly outBytes: number }
>;

/** The kernel counts in these whatever the disk's own sectors are. */
const sectorBytes = 512;

/** `/proc/diskstats` of whole disks only: partitions and mapped devices would count twice. */
export function parseDisks(diskstats: string, wholeDisks: ReadonlySet<string>): ByteCounters {
  const counters = new Map<string, { inBytes: number; outBytes: number }>();
  for (const line of diskstats.split('\n')) {
    const cells = line.trim().split(/\s+/);
    const name = cells[2] ?? '';
    if (!wholeDisks.has(name) || /^(loop|ram|zram|dm-|md|sr|fd)\d/.test(name)) continue;
    const inBytes = Number(cells[5]) * sectorBytes;
    const outBytes = Number(cells[9]) * sectorBytes;
    if (Number.isFinite(inBytes + outBytes)) counters.set(name, { inBytes, outBytes });
  }
  return counters;
}

/** `/proc/net/dev` without the loopback and without bridges and container ends, which count twice. */
export function parseNetwork(netDev: string): ByteCounters {
  const counters = new Map<string, { inBytes: number; outBytes: number }>();
  for (const line of netDev.split('\n')) {
    const [, name = '', rest = ''] = /^\s*([^\s:]+):\s*(.*)$/.exec(line) ?? [];
    if (name === '' || /^(lo$|veth|br-|docker|virbr|cni|flannel|cali)/.test(name)) continue;
    const cells = rest.trim().split(/\s+/).map(Number);
    const [inBytes = Number.NaN, outBytes = Number.NaN] = [cells[0], cells[8]];
    if (Number.isFinite(inBytes + outBytes)) counters.set(name, { inBytes, outBytes });
  }
  return counters;
}
