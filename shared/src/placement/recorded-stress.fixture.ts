import type { Contention } from './contention.ts';

// p95 of six networks under stress on a machine of two CPUs, and what it saw of itself meanwhile: recorded
// with `npm run bench -- placement-model`. The networks: of a few sensors, of 64 × 64 pixels, and the paper's
// with ⅛, ¼, ½ and all of its channels. When these were recorded, rivals were counted by threads, and the kernel
// shared the CPUs among programs (sched_autogroup). Each stress was one program: where nothing else worked, half a
// rival for each of two CPUs stands here in their place.

/** Of the threads of a crowd, measured on the same machine in another: 0.55 to 0.71 in five stretches of ten seconds. */
const programsPerThread = 0.63;

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

/** In minutes in which nobody else used more than 15 % of the machine; the figures of the model were first chosen on it. */
export const quiet: Recording = {
  idleUs: [196, 360, 1339, 2041, 4949, 13916],
  cells: [
    {
      stress: 'none',
      seen: { otherCpu: 0.05, cpuFull: 0.06, cpuRivals: 0.5 },
      observedUs: [203, 360, 1360, 2129, 5365, 15066],
    },
    {
      stress: '1 loop',
      seen: { otherCpu: 0.54, cpuFull: 0.08, cpuRivals: 0.5 },
      observedUs: [169, 329, 1252, 2487, 7073, 19828],
    },
    {
      stress: '2 loops',
      seen: { otherCpu: 0.87, cpuFull: 1.0, cpuRivals: 0.5 },
      observedUs: [198, 373, 1394, 5102, 10084, 26010],
    },
    {
      stress: '4 loops',
      seen: { otherCpu: 0.86, cpuFull: 1.0, cpuRivals: 0.5 },
      observedUs: [209, 417, 1996, 4477, 9627, 25620],
    },
    {
      stress: '1 copies memory',
      seen: { otherCpu: 0.56, cpuFull: 0.18, cpuRivals: 0.5 },
      observedUs: [261, 474, 1585, 4193, 8553, 25303],
    },
    {
      stress: '2 copy memory',
      seen: { otherCpu: 0.86, cpuFull: 0.98, cpuRivals: 0.5 },
      observedUs: [259, 455, 2673, 6379, 11022, 30982],
    },
    {
      stress: 'bursts of 1',
      seen: { otherCpu: 0.3, cpuFull: 0.08, cpuRivals: 0.5 },
      observedUs: [232, 430, 1509, 2789, 6388, 19389],
    },
    {
      stress: 'bursts of 2',
      seen: { otherCpu: 0.46, cpuFull: 0.52, cpuRivals: 0.5 },
      observedUs: [174, 341, 1252, 3842, 9856, 25119],
    },
  ],
};

/** In ten minutes in which a dozen other programs worked beside each stress; its rivals are threads. */
const crowded: Recording = {
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

/** On a machine that did nothing else, each stress twice, in the order of the day; half a minute of each, of which the last two thirds count. */
export const alone: Recording = {
  idleUs: [184, 391, 1440, 2410, 5400, 14900],
  cells: [
    {
      stress: '1 loop',
      seen: { otherCpu: 0.51, cpuFull: 0.06, cpuRivals: 0.5 },
      observedUs: [190, 372, 1300, 2140, 5000, 13800],
    },
    {
      stress: '2 copy memory',
      seen: { otherCpu: 0.87, cpuFull: 0.99, cpuRivals: 0.5 },
      observedUs: [231, 445, 1580, 6300, 9590, 23800],
    },
    {
      stress: '2 loops',
      seen: { otherCpu: 0.88, cpuFull: 1, cpuRivals: 0.5 },
      observedUs: [182, 357, 1220, 5860, 8700, 21000],
    },
    {
      stress: 'bursts of 1',
      seen: { otherCpu: 0.26, cpuFull: 0.04, cpuRivals: 0.5 },
      observedUs: [222, 463, 1540, 2600, 5930, 16100],
    },
    {
      stress: 'none',
      seen: { otherCpu: 0.01, cpuFull: 0, cpuRivals: null },
      observedUs: [194, 413, 1520, 2510, 5510, 15300],
    },
    {
      stress: 'bursts of 2',
      seen: { otherCpu: 0.45, cpuFull: 0.51, cpuRivals: 0.5 },
      observedUs: [154, 307, 1150, 1960, 8470, 21000],
    },
    {
      stress: '1 copies memory',
      seen: { otherCpu: 0.51, cpuFull: 0.09, cpuRivals: 0.5 },
      observedUs: [243, 462, 1470, 2360, 5570, 15200],
    },
    {
      stress: '4 loops',
      seen: { otherCpu: 0.87, cpuFull: 1, cpuRivals: 0.5 },
      observedUs: [180, 373, 1240, 2140, 8620, 21000],
    },
    {
      stress: '1 copies memory',
      seen: { otherCpu: 0.51, cpuFull: 0.04, cpuRivals: 0.5 },
      observedUs: [285, 571, 1840, 3030, 6610, 17500],
    },
    {
      stress: 'bursts of 2',
      seen: { otherCpu: 0.44, cpuFull: 0.51, cpuRivals: 0.5 },
      observedUs: [181, 357, 1220, 2580, 8720, 22700],
    },
    {
      stress: 'bursts of 1',
      seen: { otherCpu: 0.26, cpuFull: 0.06, cpuRivals: 0.5 },
      observedUs: [210, 410, 1520, 2590, 5770, 15700],
    },
    {
      stress: '2 copy memory',
      seen: { otherCpu: 0.87, cpuFull: 1, cpuRivals: 0.5 },
      observedUs: [221, 435, 1490, 6180, 9550, 22900],
    },
    {
      stress: 'none',
      seen: { otherCpu: 0.01, cpuFull: 0, cpuRivals: null },
      observedUs: [189, 369, 1440, 2410, 5600, 15100],
    },
    {
      stress: '2 loops',
      seen: { otherCpu: 0.88, cpuFull: 1, cpuRivals: 0.5 },
      observedUs: [176, 339, 1230, 5900, 8660, 21400],
    },
    {
      stress: '4 loops',
      seen: { otherCpu: 0.87, cpuFull: 1, cpuRivals: 0.5 },
      observedUs: [169, 344, 1210, 5520, 8790, 21200],
    },
    {
      stress: '1 loop',
      seen: { otherCpu: 0.51, cpuFull: 0.06, cpuRivals: 0.5 },
      observedUs: [212, 414, 1470, 2410, 5510, 15300],
    },
  ],
};

export const crowdOfPrograms: Recording = {
  idleUs: crowded.idleUs,
  cells: crowded.cells.map(({ seen, ...cell }) => ({
    ...cell,
    seen: { ...seen, cpuRivals: programsPerThread * (seen.cpuRivals ?? 0) },
  })),
};
