import type { Subject } from './subjects.ts';

/** What the issue asks of a network; null where it asks nothing. */
export interface Target {
  readonly batch1: number;
  readonly batch32: number | null;
}

export const targets: Readonly<Record<string, Target>> = {
  'SKAB dense': { batch1: 1.7, batch32: 2.5 },
  'SKAB conv1d': { batch1: 1.7, batch32: 4 },
  'TEP dense': { batch1: 3, batch32: null },
  'TEP conv1d': { batch1: 1.7, batch32: null },
};

/** At these, whole detectors, masks and ablations are compared. */
export const comparedStages: readonly string[] = ['pruned to 25 %', 'pruned to 10 %'];

/** Of AUROC, in each component; the upper end of its interval may reach twice that. */
export const allowedDrop = 0.01;
export const allowedUpper = 0.02;
/** Times smaller. */
export const askedSize = 10;
/** One whole compression of a model of SKAB's size. */
export const askedSeconds = 180;

export const titleOf = ({ data, kind }: Pick<Subject, 'data' | 'kind'>): string =>
  `${data} ${kind}`;
