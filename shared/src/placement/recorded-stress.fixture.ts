import type { Contention } from './contention.ts';

/**
 * What one device saw of its machine while other programs used its two CPUs, and what p95 of six networks was
 * in the same twenty seconds: a run of `npm run bench -- placement-model` after the model's figures had been
 * chosen on another one. The machine was never quiet: others worked on it beside each stress.
 */
export interface Recorded {
  readonly stress: string;
  readonly seen: Pick<Contention, 'otherCpu' | 'cpuFull' | 'cpuRivals'>;
  /** Of each network, in the order of `idleUs`. */
  readonly observedUs: readonly number[];
}

/** p95 of the networks alone: of a few sensors, of 64 × 64, and the paper's with ⅛, ¼, ½ and all of its channels. */
export const idleUs: readonly number[] = [238, 451, 1495, 2446, 5571, 14624];

export const recorded: readonly Recorded[] = [
  {
    stress: 'none',
    seen: { otherCpu: 0.82, cpuFull: 0.89, cpuRivals: 3.17 },
    observedUs: [238, 456, 3437, 6410, 15595, 44730],
  },
  {
    stress: '1 loop',
    seen: { otherCpu: 0.93, cpuFull: 1.0, cpuRivals: 10.96 },
    observedUs: [402, 484, 8066, 14689, 37618, 96630],
  },
  {
    stress: 'bursts of 2',
    seen: { otherCpu: 0.83, cpuFull: 0.9, cpuRivals: 2.73 },
    observedUs: [234, 461, 4025, 7144, 18571, 44814],
  },
  {
    stress: '2 copy memory',
    seen: { otherCpu: 0.89, cpuFull: 1.0, cpuRivals: 2.37 },
    observedUs: [354, 1013, 4332, 7448, 21373, 46671],
  },
  {
    stress: 'bursts of 1',
    seen: { otherCpu: 0.88, cpuFull: 0.97, cpuRivals: 3.95 },
    observedUs: [271, 464, 3318, 8002, 32959, 82622],
  },
  {
    stress: '1 copies memory',
    seen: { otherCpu: 0.8, cpuFull: 0.75, cpuRivals: 2.23 },
    observedUs: [326, 495, 3263, 6744, 14191, 44239],
  },
  {
    stress: '4 loops',
    seen: { otherCpu: 0.91, cpuFull: 1.0, cpuRivals: 4.57 },
    observedUs: [285, 490, 3569, 9896, 21468, 74955],
  },
  {
    stress: '2 loops',
    seen: { otherCpu: 0.9, cpuFull: 1.0, cpuRivals: 3.66 },
    observedUs: [283, 471, 3351, 7024, 20888, 56229],
  },
  {
    stress: '4 loops',
    seen: { otherCpu: 0.92, cpuFull: 1.0, cpuRivals: 6.3 },
    observedUs: [260, 501, 3814, 8739, 26715, 91294],
  },
  {
    stress: 'bursts of 1',
    seen: { otherCpu: 0.92, cpuFull: 1.0, cpuRivals: 4.5 },
    observedUs: [525, 657, 5272, 11720, 30363, 79132],
  },
  {
    stress: '2 loops',
    seen: { otherCpu: 0.9, cpuFull: 1.0, cpuRivals: 3.63 },
    observedUs: [256, 488, 3267, 8183, 19402, 61566],
  },
  {
    stress: 'bursts of 2',
    seen: { otherCpu: 0.79, cpuFull: 0.9, cpuRivals: 3.41 },
    observedUs: [229, 480, 2504, 8418, 18846, 75104],
  },
  {
    stress: '2 copy memory',
    seen: { otherCpu: 0.91, cpuFull: 1.0, cpuRivals: 4.52 },
    observedUs: [310, 523, 3595, 10886, 21847, 80657],
  },
  {
    stress: 'none',
    seen: { otherCpu: 0.91, cpuFull: 1.0, cpuRivals: 5.16 },
    observedUs: [251, 765, 4888, 10324, 37267, 107623],
  },
  {
    stress: '1 loop',
    seen: { otherCpu: 0.9, cpuFull: 0.98, cpuRivals: 3.93 },
    observedUs: [434, 944, 6229, 9726, 42444, 98993],
  },
  {
    stress: '1 copies memory',
    seen: { otherCpu: 0.92, cpuFull: 1.0, cpuRivals: 6.2 },
    observedUs: [304, 471, 3527, 15918, 30981, 88311],
  },
];
