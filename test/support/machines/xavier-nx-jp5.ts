import {
  board,
  cooling,
  cpus,
  cpuTimes,
  devfreq,
  ina3221,
  type Machine,
  memory,
  powerMode,
  pressure,
  zone,
} from './machine.ts';

/** Xavier NX, JetPack 5.1 (L4T 35.4), hot: its CPUs have been slowed down. */
export const xavierNxJp5: Machine = {
  ...board(
    'nvidia,p3449-0000+p3668-0000 nvidia,p3509-0000+p3668-0000 nvidia,tegra194',
    'NVIDIA Jetson Xavier NX Developer Kit',
    '# R35 (release), REVISION: 4.1, GCID: 33958178, BOARD: t186ref, EABI: aarch64, DATE: Tue Aug  1 19:57:35 UTC 2023',
  ),
  ...cpuTimes(1000, 9000, 100),
  ...memory(7_000_000, 3_000_000),
  ...cpus(6, '0-5', 1_900_000, 1_420_000),
  ...devfreq('17000000.gv11b', 'gv11b', 991, { current: 803_250_000, max: 1_109_250_000 }),
  ...devfreq('15480000.nvdec', 'nvdec', 0),
  ...zone(0, 'CPU-therm', 88_500, [
    ['passive', 86_000],
    ['critical', 96_000],
  ]),
  ...zone(1, 'GPU-therm', 87_000, [
    ['passive', 88_000],
    ['critical', 98_000],
  ]),
  ...zone(2, 'AUX-therm', 85_500),
  ...zone(3, 'AO-therm', 84_000),
  ...zone(4, 'PMIC-Die', 100_000),
  ...cooling(0, 'thermal-cpufreq-0', 4),
  ...cooling(1, 'pwm-fan', 255),
  ...ina3221(1, [
    ['VDD_IN', 5000, 3000],
    ['VDD_CPU_GPU_CV', 5000, 1800],
    ['VDD_SOC', 5000, 600],
  ]),
  ...powerMode(2, ['MODE_15W_2CORE', 'MODE_15W_4CORE', 'MODE_15W_6CORE']),
  ...pressure(12.5),
};
