import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A machine's /proc, /sys, /etc and /var; null: a file that does not answer, as a gated sensor does. */
export type Machine = Readonly<Record<string, string | number | null>>;

/** Writes the files below `root`; those that stand there already are changed. */
export function writeMachine(root: string, files: Machine): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    rmSync(file, { recursive: true, force: true });
    mkdirSync(content === null ? file : dirname(file), { recursive: true });
    if (content !== null) writeFileSync(file, `${content}\n`);
  }
}

/** What a part takes with it when it is pulled out. */
export const removeFrom = (root: string, path: string): void =>
  rmSync(join(root, path), { recursive: true });

/** `/proc/stat` in ticks, and what of it this agent used. */
export const cpuTimes = (busy: number, idle: number, own: number | null): Machine => ({
  'proc/stat': `cpu  ${busy} 0 0 ${idle} 0 0 0 0 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 1`,
  ...(own === null ? {} : { 'proc/self/stat': processTimes(77, 1, own) }),
});

/** `/proc/stat` of so many CPUs at an instant. @param running threads that run or wait */
export const atWork = (cpus: number, running: number): Machine => ({
  'proc/stat': `cpu  1 0 0 1 0 0 0 0 0 0\n${Array.from({ length: cpus }, (_, cpu) => `cpu${cpu} 1 2 3 4 5 6 7 8 9 10`).join('\n')}\nprocs_running ${running}\nprocs_blocked 0`,
});

/** A kernel that gives every session one share of the CPUs. */
export const sharedBySession: Machine = { 'proc/sys/kernel/sched_autogroup_enabled': 1 };

/** /proc/PID/stat of a process that has used so many ticks, one of them by a child that has ended. */
export const processTimes = (
  pid: number,
  parent: number,
  ticks: number,
  state = 'S',
  session = 77,
): string =>
  `${pid} (node (x) 1) ${state} ${parent} ${session} ${session} 0 -1 4194560 149 22 0 2 ${ticks - 1} 0 1 0 20 0 14 0 25 558 513`;

export const memory = (totalKb: number, availableKb: number): Machine => ({
  'proc/meminfo': `MemTotal:       ${totalKb} kB\nMemFree:    1 kB\nMemAvailable:   ${availableKb} kB`,
});

export const pressure = (some: number): Machine => ({
  'proc/pressure/cpu': `some avg10=${some.toFixed(2)} avg60=2.00 avg300=1.71 total=1190992843\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0`,
});

/** @param online as in '0-3' @param limitKhz what power mode and heat allow */
export const cpus = (count: number, online: string, maxKhz: number, limitKhz: number): Machine => ({
  'sys/devices/system/cpu/online': online,
  ...Object.fromEntries(
    Array.from({ length: count }, (_, cpu) => {
      const folder = `sys/devices/system/cpu/cpu${cpu}/cpufreq`;
      return Object.entries({
        [`${folder}/cpuinfo_max_freq`]: maxKhz,
        [`${folder}/scaling_max_freq`]: limitKhz,
        [`${folder}/scaling_cur_freq`]: Math.min(729_600, limitKhz),
      });
    }).flat(),
  ),
});

/** @param trips kind → m°C */
export const zone = (
  number: number,
  type: string,
  milliC: number | null,
  trips: readonly (readonly [kind: string, milliC: number])[] = [],
): Machine => {
  const folder = `sys/class/thermal/thermal_zone${number}`;
  return {
    [`${folder}/type`]: type,
    [`${folder}/temp`]: milliC,
    ...Object.fromEntries(
      trips.flatMap(([kind, celsius], i) => [
        [`${folder}/trip_point_${i}_type`, kind],
        [`${folder}/trip_point_${i}_temp`, celsius],
        [`${folder}/trip_point_${i}_hyst`, 0],
      ]),
    ),
  };
};

export const cooling = (number: number, type: string, state: number): Machine => ({
  [`sys/class/thermal/cooling_device${number}/type`]: type,
  [`sys/class/thermal/cooling_device${number}/cur_state`]: state,
});

/** @param name in the device tree @param load per mille */
export const devfreq = (
  node: string,
  name: string,
  load: number | string | null,
  clocks: { readonly current: number; readonly max: number } = { current: 1, max: 1 },
): Machine => ({
  [`sys/class/devfreq/${node}/device/of_node/name`]: `${name}\0`,
  [`sys/class/devfreq/${node}/device/load`]: load,
  [`sys/class/devfreq/${node}/cur_freq`]: clocks.current,
  [`sys/class/devfreq/${node}/min_freq`]: 1,
  [`sys/class/devfreq/${node}/max_freq`]: clocks.max,
});

/** @param rails label → [mV, mA]; by channel, 1 to 3 */
export const ina3221 = (
  number: number,
  rails: readonly (readonly [label: string, millivolts: number, milliamperes: number | null])[],
): Machine => {
  const folder = `sys/class/hwmon/hwmon${number}`;
  return {
    [`${folder}/name`]: 'ina3221',
    [`${folder}/in7_label`]: 'sum of shunt voltages',
    [`${folder}/in7_input`]: 999_999,
    ...Object.fromEntries(
      rails.flatMap(([label, millivolts, milliamperes], i) => [
        [`${folder}/in${i + 1}_label`, label],
        [`${folder}/in${i + 1}_input`, millivolts],
        [`${folder}/curr${i + 1}_input`, milliamperes],
      ]),
    ),
  };
};

export const overCurrent = (number: number, ...counts: readonly number[]): Machine => ({
  [`sys/class/hwmon/hwmon${number}/name`]: 'soctherm_oc',
  ...Object.fromEntries(
    counts.map((count, i) => [`sys/class/hwmon/hwmon${number}/oc${i + 1}_event_cnt`, count]),
  ),
});

export const board = (compatible: string, model: string, release: string | null): Machine => ({
  'proc/device-tree/compatible': compatible.replaceAll(' ', '\0'),
  'proc/device-tree/model': `${model}\0`,
  ...(release === null ? {} : { 'etc/nv_tegra_release': release }),
});

/** @param modes of /etc/nvpmodel.conf */
export const powerMode = (id: number, modes: readonly string[]): Machine => ({
  'var/lib/nvpmodel/status': `pmode:${String(id).padStart(4, '0')}`,
  'etc/nvpmodel.conf': modes
    .map((name, i) => `< POWER_MODEL ID=${i} NAME=${name} >\nCPU_ONLINE CORE_0 1`)
    .join('\n'),
});
