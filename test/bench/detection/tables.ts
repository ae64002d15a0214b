import { detectorTitles, TrainedKind } from '@lookout/shared/detector/detector-kind';
import { mean, median, standardDeviation } from '@lookout/shared/detector/evaluation/averages';
import { type DataName, dataNames } from './groups.ts';
import { budgetsPerDay, statedRates } from './judge-alarms.ts';
import type { GroupVerdict } from './judge-group.ts';

/** A verdict with where it comes from. */
export interface Judged {
  readonly data: DataName;
  readonly seed: number;
  readonly verdict: GroupVerdict;
}

/** Mean over files and seeds for each data set; `spread` is the standard deviation of the mean over seeds. */
export interface RankingRow {
  readonly detector: string;
  readonly SKAB: string;
  readonly TEP: string;
  readonly ASD: string;
  readonly mean: string;
  readonly spread: string;
}

/** AUROC / AUPRC / VUS-PR of every detector. */
export function rankingTable(judged: readonly Judged[]): RankingRow[] {
  return TrainedKind.options.map((kind) => {
    const figures = (data: DataName, seed: number | null): number[][] =>
      judged
        .filter((part) => part.data === data && (seed === null || part.seed === seed))
        .flatMap(({ verdict }) => verdict.rankings.filter(({ detector }) => detector === kind))
        .map((file) => [file.auroc, file.auprc, file.vusPr]);
    const ofData = (data: DataName, seed: number | null = null) => meanRows(figures(data, seed));
    const seeds = [...new Set(judged.map(({ seed }) => seed))];
    const perSeed = seeds
      .map((seed) => mean(dataNames.map((data) => ofData(data, seed)[0] ?? Number.NaN)))
      .filter(Number.isFinite);
    const [skab, tep, asd] = dataNames.map((data) => ofData(data));
    return {
      detector: detectorTitles[kind],
      SKAB: show(skab),
      TEP: show(tep),
      ASD: show(asd),
      mean: show(meanRows([skab ?? [], tep ?? [], asd ?? []])),
      spread: perSeed.length > 1 ? standardDeviation(perSeed).toFixed(4) : '–',
    };
  });
}

export interface FalseAlarmRow {
  readonly data: DataName;
  readonly stated: string;
  readonly level: string;
  readonly realised: string;
  readonly detected: string;
  readonly eventsFound: string;
  readonly delayRows: number | null;
}

/** Share of windows above the level on normal rows that are later than the training rows. */
export function falseAlarmTable(judged: readonly Judged[]): FalseAlarmRow[] {
  return dataNames.flatMap((data) =>
    statedRates.flatMap((rate) =>
      (['static', 'product'] as const).map((way) => {
        const rows = judged
          .filter((part) => part.data === data)
          .flatMap(({ verdict }) => verdict.levels)
          .filter((row) => row.rate === rate && row.way === way);
        const sum = (key: 'normal' | 'falseAlarms' | 'anomalous' | 'detected' | 'events') =>
          rows.reduce((total, row) => total + row[key], 0);
        const delays = rows.flatMap((row) => row.delays);
        return {
          data,
          stated: percent(rate),
          level: way,
          realised: percent(sum('falseAlarms') / sum('normal')),
          detected: percent(sum('detected') / sum('anomalous')),
          eventsFound: percent(delays.length / sum('events')),
          delayRows: median(delays),
        };
      }),
    ),
  );
}

export interface OperatorFigures {
  readonly budgetPerDay: number;
  readonly data: DataName | 'all';
  readonly recordings: number;
  /** Share of recordings with no more false alarms a day than the budget. */
  readonly withinBudget: string;
  readonly falseAlarms: number;
  readonly assetDays: string;
  readonly perDay: string;
  /** Share of events for which an alert was raised ... */
  readonly eventsFound: string;
  /** ... or during which one stood that had been raised too early. */
  readonly orStanding: string;
  readonly delayRows: number | null;
}

/** A recording counts once for every seed. */
export function operatorTable(judged: readonly Judged[]): OperatorFigures[] {
  return budgetsPerDay.flatMap((budgetPerDay) =>
    ([...dataNames, 'all'] as const).map((data) => {
      const rows = judged
        .filter((part) => data === 'all' || part.data === data)
        .flatMap(({ verdict }) => verdict.operator)
        .filter((row) => row.alarmsPerDay === budgetPerDay);
      const sum = (key: 'days' | 'falseAlarms' | 'events' | 'standing') =>
        rows.reduce((total, row) => total + row[key], 0);
      const delays = rows.flatMap((row) => row.delays);
      const within = rows.filter((row) => row.falseAlarms <= budgetPerDay * row.days);
      return {
        budgetPerDay,
        data,
        recordings: rows.length,
        withinBudget: percent(within.length / rows.length),
        falseAlarms: sum('falseAlarms'),
        assetDays: sum('days').toFixed(1),
        perDay: (sum('falseAlarms') / sum('days')).toFixed(2),
        eventsFound: percent(delays.length / sum('events')),
        orStanding: percent((delays.length + sum('standing')) / sum('events')),
        delayRows: median(delays),
      };
    }),
  );
}

const meanRows = (rows: readonly (readonly number[])[]): number[] =>
  (rows[0] ?? []).map((_, i) => mean(rows.map((row) => row[i] ?? Number.NaN)));

const show = (figures: readonly number[] | undefined): string =>
  figures === undefined || figures.length === 0
    ? '–'
    : figures.map((figure) => figure.toFixed(3).replace(/^0/, '')).join(' / ');

const percent = (share: number): string =>
  Number.isFinite(share) ? `${Number((100 * share).toPrecision(3))} %` : '–';
