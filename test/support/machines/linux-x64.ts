import { cpus, cpuTimes, type Machine, memory, pressure } from './machine.ts';

/** A server: no zones, the processor's own sensors. */
export const linuxX64: Machine = {
  ...cpuTimes(1000, 9000, 100),
  ...memory(65_000_000, 48_000_000),
  ...cpus(8, '0-7', 4_600_000, 4_600_000),
  ...pressure(3.2),
  'sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count': 5,
  'sys/class/hwmon/hwmon0/name': 'nvme',
  'sys/class/hwmon/hwmon1/name': 'coretemp',
  'sys/class/hwmon/hwmon1/temp1_label': 'Package id 0',
  'sys/class/hwmon/hwmon1/temp1_input': 52_000,
  'sys/class/hwmon/hwmon1/temp1_max': 80_000,
  'sys/class/hwmon/hwmon1/temp1_crit': 100_000,
  'sys/class/thermal/cooling_device0/type': 'Processor',
  'sys/class/thermal/cooling_device0/cur_state': 0,
};

/** A virtual machine: /proc and nothing else. */
export const virtualMachine: Machine = {
  ...cpuTimes(1000, 9000, 100),
  ...memory(8_000_000, 4_000_000),
};
