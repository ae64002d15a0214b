import type { Contention } from './contention.ts';

// p95 of six networks under stress on a machine of two CPUs, and what it saw of itself meanwhile: recorded
// with `npm run bench -- placement-model`. The networks: of a few sensors, of 64 × 64 pixels, and the paper's
// with ⅛, ¼, ½ and all of its channels.

export interface Recording {
  /** p95 of each network alone. */
  readonly idleUs: readonly number[];
  readonly cells: readonly {
    readonly stress: string;
    readonly seen: Pick<Contention, 'otherCpu' | 'cpuFull' | 'cpuRivals'>;
    /** p95 of each network. */
    readonly observedUs: readonly number[];
  }[];
}

/** In minutes in which nobody else used more than 15 % of the machine; the figures of the model were chosen on it. */
export const quiet: Recording = {
  idleUs: [196, 360, 1339, 2041, 4949, 13916],
  cells: [
    {
      stress: 'none',
      seen: { otherCpu: 0.05, cpuFull: 0.06, cpuRivals: 1.08 },
      observedUs: [203, 360, 1360, 2129, 5365, 15066],
    },
    {
      stress: '1 loop',
      seen: { otherCpu: 0.54, cpuFull: 0.08, cpuRivals: 1.32 },
      observedUs: [169, 329, 1252, 2487, 7073, 19828],
    },
    {
      stress: '2 loops',
      seen: { otherCpu: 0.87, cpuFull: 1.0, cpuRivals: 1.12 },
      observedUs: [198, 373, 1394, 5102, 10084, 26010],
    },
    {
      stress: '4 loops',
      seen: { otherCpu: 0.86, cpuFull: 1.0, cpuRivals: 2.1 },
      observedUs: [209, 417, 1996, 4477, 9627, 25620],
    },
    {
      stress: '1 copies memory',
      seen: { otherCpu: 0.56, cpuFull: 0.18, cpuRivals: 1.31 },
      observedUs: [261, 474, 1585, 4193, 8553, 25303],
    },
    {
      stress: '2 copy memory',
      seen: { otherCpu: 0.86, cpuFull: 0.98, cpuRivals: 1.14 },
      observedUs: [259, 455, 2673, 6379, 11022, 30982],
    },
    {
      stress: 'bursts of 1',
      seen: { otherCpu: 0.3, cpuFull: 0.08, cpuRivals: 1.27 },
      observedUs: [232, 430, 1509, 2789, 6388, 19389],
    },
    {
      stress: 'bursts of 2',
      seen: { otherCpu: 0.46, cpuFull: 0.52, cpuRivals: 1.18 },
      observedUs: [174, 341, 1252, 3842, 9856, 25119],
    },
  ],
};

/** In ten minutes in which a dozen other programs worked beside each stress; recorded after the figures were chosen. */
export const crowded: Recording = {
  idleUs: [257, 475, 1485, 2351, 5317, 14650],
  cells: [
    {
      stress: 'bursts of 1',
      seen: { otherCpu: 0.9, cpuFull: 1.0, cpuRivals: 3.09 },
      observedUs: [260, 453, 2942, 7692, 20291, 75218],
    },
    {
      stress: 'none',
      seen: { otherCpu: 0.61, cpuFull: 0.71, cpuRivals: 2.79 },
      observedUs: [251, 658, 2652, 5177, 14417, 61998],
    },
    {
      stress: '1 loop',
      seen: { otherCpu: 0.9, cpuFull: 1.0, cpuRivals: 2.71 },
      observedUs: [258, 465, 1620, 7066, 17012, 49757],
    },
    {
      stress: 'bursts of 2',
      seen: { otherCpu: 0.69, cpuFull: 0.78, cpuRivals: 2.35 },
      observedUs: [236, 437, 1553, 6045, 13445, 41202],
    },
    {
      stress: '2 copy memory',
      seen: { otherCpu: 0.9, cpuFull: 1.0, cpuRivals: 2.66 },
      observedUs: [282, 531, 2438, 7741, 23303, 53214],
    },
    {
      stress: '4 loops',
      seen: { otherCpu: 0.9, cpuFull: 1.0, cpuRivals: 4.27 },
      observedUs: [255, 467, 1543, 5407, 17926, 49395],
    },
    {
      stress: '2 loops',
      seen: { otherCpu: 0.92, cpuFull: 1.0, cpuRivals: 4.54 },
      observedUs: [283, 682, 2817, 16293, 35274, 105068],
    },
    {
      stress: '1 copies memory',
      seen: { otherCpu: 0.93, cpuFull: 1.0, cpuRivals: 8.07 },
      observedUs: [280, 506, 1655, 14694, 56150, 123221],
    },
    {
      stress: 'bursts of 2',
      seen: { otherCpu: 0.91, cpuFull: 1.0, cpuRivals: 6.01 },
      observedUs: [290, 488, 1735, 10367, 25090, 73697],
    },
    {
      stress: '1 copies memory',
      seen: { otherCpu: 0.93, cpuFull: 1.0, cpuRivals: 6.99 },
      observedUs: [585, 560, 3567, 14442, 50613, 105312],
    },
    {
      stress: '1 loop',
      seen: { otherCpu: 0.92, cpuFull: 1.0, cpuRivals: 6.27 },
      observedUs: [349, 570, 3889, 10867, 27698, 104083],
    },
    {
      stress: '2 loops',
      seen: { otherCpu: 0.92, cpuFull: 1.0, cpuRivals: 8.34 },
      observedUs: [274, 527, 1830, 10407, 25076, 91555],
    },
    {
      stress: 'none',
      seen: { otherCpu: 0.94, cpuFull: 1.0, cpuRivals: 9.28 },
      observedUs: [263, 613, 4679, 13752, 62434, 140330],
    },
    {
      stress: '2 copy memory',
      seen: { otherCpu: 0.93, cpuFull: 1.0, cpuRivals: 7.78 },
      observedUs: [280, 526, 6986, 15932, 39550, 106461],
    },
    {
      stress: 'bursts of 1',
      seen: { otherCpu: 0.92, cpuFull: 1.0, cpuRivals: 7.36 },
      observedUs: [256, 496, 3233, 16215, 36068, 96960],
    },
    {
      stress: '4 loops',
      seen: { otherCpu: 0.92, cpuFull: 1.0, cpuRivals: 7.94 },
      observedUs: [244, 488, 1737, 10092, 32721, 83620],
    },
  ],
};
