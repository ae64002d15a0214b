import {
  board,
  cooling,
  cpus,
  cpuTimes,
  ina3221,
  type Machine,
  memory,
  powerMode,
  pressure,
  zone,
} from './machine.ts';

/** AGX Thor, JetPack 7.0 (L4T 38.2): no devfreq node tells the load of its GPU. */
export const thorJp7: Machine = {
  ...board(
    'nvidia,p3971-0080+p3834-0008 nvidia,tegra264',
    'NVIDIA Jetson AGX Thor Developer Kit',
    '# R38 (release), REVISION: 2.0, GCID: 41844464, BOARD: generic, EABI: aarch64, DATE: Fri Aug 22 00:55:42 UTC 2025',
  ),
  ...cpuTimes(1000, 9000, 100),
  ...memory(128_000_000, 100_000_000),
  ...cpus(14, '0-13', 2_601_000, 2_601_000),
  ...zone(0, 'cpu-thermal', 38_000, [
    ['critical', 112_000],
    ['passive', 109_000],
  ]),
  ...zone(1, 'gpu-thermal', 37_500, [['critical', 112_000]]),
  ...zone(2, 'tj-thermal', 38_000, [['critical', 112_000]]),
  ...cooling(0, 'cpu-throttle-alert', 0),
  ...ina3221(1, [
    ['VDD_GPU', 12_000, 500],
    ['VDD_CPU_SOC_MSS', 12_000, 400],
    ['VIN_SYS_5V0', 5000, 1000],
  ]),
  ...powerMode(1, ['MAXN', '120W']),
  ...pressure(0),
};
