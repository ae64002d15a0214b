import { join } from 'node:path';
import { listFolder, readNumber, readText } from './files.ts';
import { hwmonNamed } from './power-meter.ts';

/** What slows processors, among fans and warning lights: 'thermal-cpufreq-0', '17000000.ga10b', 'cpu-throttle-alert'. */
const slowing = /cpufreq|devfreq|throttle-alert|^Processor$|\.(gpu|gv11b|gp10b|ga10b|gb10b)$/;

/** Counted by the over-current watch of a Jetson since boot; null where there is none. */
export function readOverCurrentEvents(root: string): number | null {
  const counts = hwmonNamed(root, 'soctherm_oc').flatMap((folder) =>
    listFolder(folder).flatMap((file) =>
      /^oc\d+_event_cnt$/.test(file) ? (readNumber(join(folder, file)) ?? []) : [],
    ),
  );
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

/** Whether heat slows the processors at this moment: a cooling device is at work, or a count has grown. */
export class SlowedDown {
  private lastCount: number | null = null;

  constructor(private readonly root: string) {}

  /** Null where the machine does not tell. */
  read(): boolean | null {
    const states = this.coolingStates();
    const before = this.lastCount;
    this.lastCount = this.throttleCount();
    if (states.length === 0 && this.lastCount === null) return null;
    const hasGrown = before !== null && this.lastCount !== null && this.lastCount > before;
    return hasGrown || states.some((state) => state > 0);
  }

  private coolingStates(): number[] {
    const folder = join(this.root, 'sys/class/thermal');
    return listFolder(folder).flatMap((entry) => {
      if (!entry.startsWith('cooling_device')) return [];
      if (!slowing.test(readText(join(folder, entry, 'type')) ?? '')) return [];
      return readNumber(join(folder, entry, 'cur_state')) ?? [];
    });
  }

  /** Of x64, per package since boot. */
  private throttleCount(): number | null {
    return readNumber(
      join(this.root, 'sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count'),
    );
  }
}
