import { type Compressed, type FileDrops, findNetwork, timeOf } from './made-network.ts';
import {
  choicesOf,
  chosenStage,
  type FormName,
  forms,
  type MainRow,
  mainRows,
} from './main-rows.ts';
import {
  type DropsOfSeeds,
  dropText,
  grouped,
  meanOf,
  medianRatio,
  pooled,
  pooledText,
  three,
  timesText,
} from './show.ts';
import { allowedDrop, allowedUpper, askedSize, targets } from './targets.ts';

const judgedForms = ['int8-weights', 'int8'] as const;

const dropsIn =
  ({ seeds }: MainRow, form: FormName): DropsOfSeeds =>
  (name) =>
    seeds.map((seed) => seed.drops(form, name)).filter((drops) => drops.length > 0);

/** Each component of each network in the very form that is timed: drop and the upper end of its interval. */
export function detectionTable(all: readonly Compressed[]): object[] {
  return mainRows(all).map((row) => {
    const isChoice = row.stage === chosenStage;
    const shown: readonly FormName[] = isChoice ? ['chosen'] : judgedForms;
    const [weights, eight] = shown.map((form) => dropsIn(row, form));
    return {
      network: row.title,
      stage: row.stage,
      seeds: row.seeds.length,
      'teacher rec / KL / score': three((name) => aurocOf(row.subjects, name).toFixed(3)),
      'drop (upper 95 %), int8 weights': weights ? pooledText(weights) : '–',
      'drop, all in int8': eight ? pooledText(eight) : '–',
      'within .01 (.02)': shown.map((form) => (isKept(row, form) ? 'yes' : 'no')).join(' / '),
    };
  });
}

function aurocOf(subjects: readonly Compressed[], name: keyof FileDrops): number {
  const files = subjects.flatMap(
    (one) => findNetwork(one, 'base', 'base')?.forms[0]?.files?.[name] ?? [],
  );
  return meanOf(files.map(({ auroc }) => auroc));
}

/** Whether every component stays within what is allowed, with its interval. */
export function isKept(row: MainRow, form: FormName): boolean {
  const judged = form === 'int8-weights-2d' || form === 'fp32' ? 'int8-weights' : form;
  const drops = dropsIn(row, judged);
  if (drops('score').length === 0) return false;
  return pooled(drops).every(({ mean, high }) => mean <= allowedDrop && high <= allowedUpper);
}

/** The VAE's own graph against its own fp32 form: times smaller, times faster, beside what was asked. */
export function speedTable(all: readonly Compressed[]): object[] {
  return mainRows(all).map((row) => {
    const target = targets[row.title];
    const speed = (form: FormName, batch: number) =>
      medianRatio(row.seeds.map((seed) => seed.speed(form, batch)));
    const isChoice = row.stage === chosenStage;
    const shown: readonly FormName[] = isChoice ? ['chosen'] : forms;
    const size = medianRatio(
      row.seeds.map((seed) => seed.size(isChoice ? 'chosen' : 'int8-weights')),
    );
    const ofAll = (batch: number) => shown.map((form) => timesText(speed(form, batch))).join(' · ');
    const best = (batch: number) =>
      Math.max(0, ...shown.filter((f) => isKept(row, f)).map((form) => speed(form, batch) ?? 0));
    return {
      network: row.title,
      stage: row.stage,
      'file, int8': timesText(size),
      'batch 1: fp32 · int8 weights · as images · all int8': ofAll(1),
      'batch 32: likewise': ofAll(32),
      'asked: file, 1, 32': [askedSize, target?.batch1, target?.batch32]
        .map((value) => value ?? '–')
        .join(', '),
      'reached within .01 (.02)': [
        reached(isKept(row, isChoice ? 'chosen' : 'int8-weights') ? (size ?? 0) : 0, askedSize),
        reached(best(1), target?.batch1),
        reached(best(32), target?.batch32),
      ].join(', '),
    };
  });
}

const reached = (value: number, asked: number | null | undefined): string => {
  if (asked === null || asked === undefined) return '–';
  return value >= asked ? 'yes' : 'no';
};

/** What the product takes of each network where half of the test files are given to it, twice a seed. */
export const choiceTable = (all: readonly Compressed[]): object[] =>
  grouped(all).map(([network, subjects]) => ({ network, chosen: choicesOf(subjects) }));

/** Whole detectors and the linear part alone beside the network, each at its own latency: median over seeds. */
export function detectorTable(all: readonly Compressed[]): object[] {
  return grouped(all).map(([title, some]) => {
    const us = (way: string, stage: string, form: string, batch: number) =>
      medianRatio(
        some.map((one) => timeOf(one, findNetwork(one, way, stage), form, batch)),
      )?.toFixed(0) ?? '–';
    const both = (way: string, stage: string, form: string) =>
      [1, 32].map((batch) => us(way, stage, form, batch)).join(' / ');
    const linear = some.flatMap((one) =>
      (findNetwork(one, 'linear', 'base')?.forms[0]?.files?.score ?? []).map(({ drop }) => drop),
    );
    return {
      network: title,
      'network fp32, µs at 1 / 32': both('base', 'base', 'fp32'),
      'at 25 %': both('product', 'pruned to 25 %', 'int8-weights'),
      'whole detector': both('base', 'base', 'detector'),
      'with 25 %': both('product', 'pruned to 25 %', 'detector'),
      'with 10 %': both('product', 'pruned to 10 %', 'detector'),
      'linear only': both('linear', 'base', 'detector'),
      'linear only, AUROC drop of the score': dropText(meanOf(linear)),
    };
  });
}
