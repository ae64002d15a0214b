import {
  board,
  cooling,
  cpus,
  cpuTimes,
  devfreq,
  ina3221,
  type Machine,
  memory,
  overCurrent,
  powerMode,
  pressure,
  zone,
} from './machine.ts';

/** AGX Orin, JetPack 5.1 (L4T 35.4), in its mode of 30 W with four of twelve cores offline. */
export const orinAgxJp5: Machine = {
  ...board(
    'nvidia,p3737-0000+p3701-0000 nvidia,tegra234 nvidia,tegra23x',
    'Jetson AGX Orin Developer Kit',
    '# R35 (release), REVISION: 4.1, GCID: 33958178, BOARD: t186ref, EABI: aarch64, DATE: Tue Aug  1 19:57:35 UTC 2023',
  ),
  ...cpuTimes(1000, 9000, 100),
  ...memory(31_000_000, 20_000_000),
  ...cpus(12, '0-7', 2_201_600, 1_728_000),
  ...devfreq('17000000.ga10b', 'ga10b', 0, { current: 306_000_000, max: 612_000_000 }),
  ...zone(0, 'CPU-therm', 45_000, [
    ['passive', 98_000],
    ['critical', 103_500],
  ]),
  ...zone(1, 'GPU-therm', null, [['critical', 103_500]]),
  ...zone(8, 'tj-therm', 45_500, [['critical', 104_000]]),
  ...cooling(0, '17000000.ga10b', 0),
  ...ina3221(2, [
    ['VDD_GPU_SOC', 20_000, 200],
    ['VDD_CPU_CV', 20_000, 40],
    ['VIN_SYS_5V0', 5000, 800],
  ]),
  ...ina3221(3, [
    ['NC', 20_000, 40],
    ['VDDQ_VDD2_1V8AO', 20_000, 20],
    ['NC', 0, 0],
  ]),
  ...overCurrent(4, 0, 0, 0),
  ...powerMode(2, ['MAXN', 'MODE_15W', 'MODE_30W', 'MODE_50W']),
  ...pressure(0),
};
