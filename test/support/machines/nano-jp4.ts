import {
  board,
  cooling,
  cpus,
  cpuTimes,
  devfreq,
  type Machine,
  memory,
  powerMode,
  zone,
} from './machine.ts';

const iio = 'sys/bus/i2c/devices/6-0040/iio:device0';

/** Jetson Nano, JetPack 4.6 (L4T 32.7, kernel 4.9: no PSI), in its mode of 5 W with two cores offline. */
export const nanoJp4: Machine = {
  ...board(
    'nvidia,p3449-0000-b00+p3448-0000-b00 nvidia,jetson-nano nvidia,tegra210',
    'NVIDIA Jetson Nano Developer Kit',
    '# R32 (release), REVISION: 7.1, GCID: 29818004, BOARD: t210ref, EABI: aarch64, DATE: Sat Feb 19 17:05:08 UTC 2022',
  ),
  ...cpuTimes(1000, 9000, 100),
  ...memory(4_059_712, 2_029_856),
  ...cpus(2, '0-1', 1_479_000, 921_600),
  ...devfreq('57000000.gpu', 'gpu', 250, { current: 460_800_000, max: 921_600_000 }),
  ...devfreq('54340000.vic', 'vic', 999),
  ...zone(0, 'AO-therm', 46_500),
  ...zone(1, 'CPU-therm', 41_500, [
    ['passive', 97_000],
    ['critical', 102_500],
    ['active', 51_000],
  ]),
  ...zone(2, 'GPU-therm', 39_000, [
    ['passive', 97_500],
    ['critical', 103_000],
  ]),
  ...zone(3, 'PLL-therm', 38_500),
  ...zone(4, 'PMIC-Die', 100_000, [['critical', 120_000]]),
  ...zone(5, 'thermal-fan-est', 40_500, [['active', 51_000]]),
  ...cooling(0, 'pwm-fan', 3),
  ...cooling(1, 'tegra-cpufreq', 0),
  [`${iio}/rail_name_0`]: 'POM_5V_IN',
  [`${iio}/in_power0_input`]: 2380,
  [`${iio}/rail_name_1`]: 'POM_5V_GPU',
  [`${iio}/in_power1_input`]: 120,
  [`${iio}/rail_name_2`]: 'POM_5V_CPU',
  [`${iio}/in_power2_input`]: 640,
  ...powerMode(1, ['MAXN', '5W']),
};
