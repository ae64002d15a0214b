import { mean, median } from '@lookout/shared/detector/evaluation/averages';
import type { PerComponent } from '../../../cloud-hub/dist/compression/judging/judge-variant.js';
import { type JudgedStage, ways } from './compress-subject.ts';
import type { Subject } from './subjects.ts';
import type { Time } from './time-stages.ts';

export interface Compressed {
  readonly subject: Subject;
  readonly stages: readonly JudgedStage[];
  readonly times: readonly Time[];
}

const components = ['reconstruction', 'kl', 'score'] as const;
const forms = ['fp32', 'int8-weights', 'int8-weights-2d', 'int8'];
const allowedDrop = 0.01;

/** What the issue asks of each network, at batch 1 / 32. */
const asked: Readonly<Record<string, string>> = {
  'SKAB dense': '1.7 / 2.5',
  'SKAB conv1d': '1.7 / 4',
  'TEP dense': '3 / –',
  'TEP conv1d': '1.7 / –',
};

const titleOf = ({ data, kind }: Subject): string => `${data} ${kind}`;

/** By network and by what is left of its work: detection, size and speed of the VAE's own graph. */
export function mainTable(all: readonly Compressed[]): object[] {
  return grouped(all).flatMap(([title, some]) => [
    ...[0.25, 0.1].map((left) =>
      row(
        title,
        `${100 * left} %`,
        some.map((one) => pick(one, left)),
      ),
    ),
    row(title, 'chosen', some.map(chosen)),
  ]);
}

interface Picked {
  readonly one: Compressed;
  readonly stage: JudgedStage;
}

function row(title: string, left: string, picked: readonly (Picked | null)[]): object {
  const found = picked.filter((one) => one !== null);
  const of = (get: (picked: Picked) => number) => mean(found.map(get));
  return {
    network: title,
    'work left': left,
    seeds: `${found.length} of ${picked.length}`,
    'AUROC drop rec / KL / score': components
      .map((name) => dropText(of(({ stage }) => dropOf(stage, name))))
      .join(' / '),
    'upper 95 %': components
      .map((name) => dropText(of(({ stage }) => upperOf(stage, name))))
      .join(' / '),
    'file, int8': `${of(({ one, stage }) => sizeRatio(one, stage)).toFixed(1)}×`,
    'batch 1': bestSpeeds(found, 1),
    'batch 32': bestSpeeds(found, 32),
    'asked, 1 / 32': asked[title] ?? '',
  };
}

const grouped = (all: readonly Compressed[]): [string, Compressed[]][] => [
  ...Map.groupBy(all, ({ subject }) => titleOf(subject)),
];

function pick(one: Compressed, left: number): Picked | null {
  const stage = one.stages.find((some) => some.way === 'product' && some.left === left);
  return stage ? { one, stage } : null;
}

/** The smallest that loses no more than .01 in any part, as the product would take it; null: none. */
function chosen(one: Compressed): Picked | null {
  const fit = [0.1, 0.15, 0.25]
    .map((left) => pick(one, left))
    .find((some) => some && components.every((name) => dropOf(some.stage, name) <= allowedDrop));
  return fit ?? null;
}

type Part = keyof PerComponent<unknown>;

const dropOf = ({ quality }: JudgedStage, name: Part): number =>
  -(quality.difference?.[name]?.value ?? Number.NaN);
const upperOf = ({ quality }: JudgedStage, name: Part): number =>
  -(quality.difference?.[name]?.low ?? Number.NaN);
const dropText = (drop: number): string => `${drop < 0 ? '−' : ''}${Math.abs(drop).toFixed(3)}`;

function sizeRatio({ stages }: Compressed, stage: JudgedStage): number {
  const base = stages.find(({ way }) => way === 'base');
  const small = Buffer.from(stage.graphs['int8-weights'] ?? '', 'base64').length;
  return (base?.fp32Bytes ?? Number.NaN) / small;
}

/** Median over the seeds of the ratio to the fp32 base, in the form that is fastest in the median. */
function bestSpeeds(picked: readonly Picked[], batch: number): string {
  const speeds = forms.flatMap((form) => {
    const ratios = picked.flatMap(({ one, stage }) => {
      const base = timeOf(one, 'base', 1, 'fp32', batch);
      const own = timeOf(one, 'product', stage.left, form, batch);
      return base && own ? [base / own] : [];
    });
    const ratio = median(ratios);
    return ratio === null ? [] : [{ form, ratio }];
  });
  const [best] = speeds.toSorted((a, b) => b.ratio - a.ratio);
  return best ? `${best.ratio.toFixed(2)}× (${best.form})` : '–';
}

const timeOf = (
  { times }: Compressed,
  way: Time['way'],
  left: number,
  form: string,
  batch: number,
): number | undefined =>
  times.find((t) => t.way === way && t.left === left && t.form === form && t.batch === batch)?.us;

/** Whole detectors beside the network alone, microseconds: median over the seeds. */
export function detectorTable(all: readonly Compressed[]): object[] {
  return grouped(all).map(([title, some]) => {
    const us = (way: Time['way'], left: number, form: string) => {
      const found = some.flatMap((one) => timeOf(one, way, left, form, 1) ?? []);
      return `${median(found)?.toFixed(0) ?? '–'} µs`;
    };
    return {
      network: title,
      'network, fp32': us('base', 1, 'fp32'),
      '25 %': us('product', 0.25, 'int8-weights'),
      '10 %': us('product', 0.1, 'int8-weights'),
      'whole detector': us('base', 1, 'detector'),
      'with 25 %': us('product', 0.25, 'detector'),
      'with 10 %': us('product', 0.1, 'detector'),
      'linear only': us('linear', 1, 'detector'),
    };
  });
}

/** One thing done otherwise, at the same work left: what it costs. */
export function ablationTable(all: readonly Compressed[]): object[] {
  const done = (way: JudgedStage['way']) =>
    all.filter(({ stages }) => stages.some((stage) => stage.way === way));
  const several = done('norm');
  return ways
    .filter((way) => several.some(({ stages }) => stages.some((stage) => stage.way === way)))
    .flatMap((way) =>
      [0.25, 0.1].map((left) => {
        const stages = several.flatMap((one) =>
          one.stages.filter((stage) => stage.way === way && stage.left === left),
        );
        const of = (get: (stage: JudgedStage) => number) => mean(stages.map(get));
        const rate = (which: 'stale' | 'fresh') =>
          `${(100 * of(({ quality }) => quality.threshold[which].falseAlarmRate ?? 0)).toFixed(1)} %`;
        return {
          way,
          'work left': `${100 * left} %`,
          networks: stages.length,
          'AUROC drop rec / KL / score': components
            .map((name) => dropText(of((stage) => dropOf(stage, name))))
            .join(' / '),
          'VAE loss': of(({ quality }) => quality.vaeLoss.total).toFixed(1),
          'false alarms, old level': rate('stale'),
          'own level': rate('fresh'),
        };
      }),
    );
}

/** Spearman's rank correlation, over all stages, of a rise in loss with a fall in AUROC. */
export function lossTable(all: readonly Compressed[]): object[] {
  const points = all.flatMap(({ stages }) => {
    const base = stages.find(({ way }) => way === 'base');
    return stages
      .filter(({ way }) => way !== 'base' && way !== 'linear')
      .map((stage) => ({
        stage,
        rise: stage.quality.vaeLoss.total / (base?.quality.vaeLoss.total ?? Number.NaN),
      }));
  });
  return [
    Object.fromEntries([
      ['stages', points.length],
      ...components.map((name) => [
        `loss and drop of ${name}`,
        spearman(
          points.map(({ rise }) => rise),
          points.map(({ stage }) => dropOf(stage, name)),
        ).toFixed(2),
      ]),
    ]),
  ];
}

export function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((value, i) => {
    const [dx, dy] = [value - mx, (y[i] ?? 0) - my];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  });
  return xy / Math.sqrt(xx * yy);
}

/** Ties share their mean rank. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const same = values.filter((other) => other === value).length;
    return below + (same + 1) / 2;
  });
}
