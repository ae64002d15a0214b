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

/** Orin Nano, JetPack 6.1 (L4T 36.4), with its CV cluster gated: those zones do not answer. */
export const orinNanoJp6: Machine = {
  ...board(
    'nvidia,p3768-0000+p3767-0005 nvidia,p3767-0005 nvidia,tegra234',
    'NVIDIA Jetson Orin Nano Developer Kit',
    '# R36 (release), REVISION: 4.0, GCID: 37537400, BOARD: generic, EABI: aarch64, DATE: Fri Sep 13 04:36:44 UTC 2024',
  ),
  ...cpuTimes(1000, 9000, 100),
  ...memory(7_800_000, 5_000_000),
  ...cpus(6, '0-5', 1_510_400, 1_510_400),
  ...devfreq('17000000.gpu', 'gpu', 430, { current: 306_000_000, max: 612_000_000 }),
  ...devfreq('15340000.vic', 'vic', 0),
  ...zone(0, 'cpu-thermal', 51_250, [
    ['critical', 104_500],
    ['hot', 101_000],
    ['passive', 99_000],
  ]),
  ...zone(1, 'gpu-thermal', 50_500, [
    ['critical', 104_500],
    ['passive', 99_000],
  ]),
  ...zone(2, 'cv0-thermal', null, [['critical', 104_500]]),
  ...zone(3, 'cv1-thermal', null, [['critical', 104_500]]),
  ...zone(4, 'cv2-thermal', null, [['critical', 104_500]]),
  ...zone(5, 'soc0-thermal', 49_750),
  ...zone(8, 'tj-thermal', 51_250, [
    ['critical', 104_500],
    ['active', 60_000],
  ]),
  ...cooling(0, 'pwm-fan', 1),
  ...cooling(1, 'cpu-throttle-alert', 0),
  ...cooling(2, 'gpu-throttle-alert', 0),
  ...cooling(3, 'hot-surface-alert', 1),
  ...ina3221(1, [
    ['VDD_IN', 5096, 1000],
    ['VDD_CPU_GPU_CV', 5096, 250],
    ['VDD_SOC', 5096, 320],
  ]),
  ...overCurrent(2, 3, 0, 4),
  ...powerMode(0, ['15W', '7W']),
  ...pressure(0.4),
};
