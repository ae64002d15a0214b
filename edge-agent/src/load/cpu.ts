import type { Load } from '@lookout/shared/protocol/load';

/** Jiffies since boot of all CPUs together. */
export interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

/** The first line of /proc/stat: user nice system idle iowait irq softirq steal … (proc_stat(5)). */
export function parseCpuTimes(stat: string): CpuTimes | null {
  const [label, ...fields] = stat.split('\n', 1)[0]?.trim().split(/\s+/) ?? [];
  const ticks = fields.slice(0, 8).map(Number);
  if (label !== 'cpu' || ticks.length < 4 || !ticks.every(Number.isSafeInteger)) return null;
  const total = ticks.reduce((sum, value) => sum + value, 0);
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return { busy: total - idle, total };
}

/** Share of time that the CPUs worked between two readings, 0 to 100; null when no time has passed. */
export function cpuPercent(before: CpuTimes, after: CpuTimes): number | null {
  const total = after.total - before.total;
  if (total <= 0) return null;
  return Math.min(100, Math.max(0, (100 * (after.busy - before.busy)) / total));
}

type WithOwn = CpuTimes & { readonly own: number | null };

/** In all, and by others than the agent. What a hypervisor steals is used by others. */
export function shareOf(
  before: WithOwn,
  after: WithOwn,
): Pick<Load, 'cpuPercent' | 'otherCpuPercent'> {
  const own = before.own === null || after.own === null ? null : after.own - before.own;
  return {
    cpuPercent: cpuPercent(before, after),
    // A child that ends without having been waited for takes its time with it.
    otherCpuPercent:
      own === null || own < 0 ? null : cpuPercent(before, { ...after, busy: after.busy - own }),
  };
}
