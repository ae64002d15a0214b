import type { Judged } from './judge-cells.ts';
import type { Cell } from './measure-cells.ts';
import { stresses } from './stresses.ts';
import { variantNames } from './variants.ts';

/** What the issue asks for. */
export const tolerance = 0.25;

const names = stresses.map(({ name }) => name);

export const errorOf = (predicted: number, observed: number): number => predicted / observed - 1;

export function machineRows(cells: readonly Cell[]): object[] {
  return inOrder(cells).flatMap(({ stress, round, halves }) =>
    halves.map(({ load }, part) => ({
      ...{ stress, round, part },
      'others’ CPU %': figure(load.otherCpuPercent, 0),
      'pressure %': figure(load.cpuPressurePercent, 0),
      'no CPU free %': figure(load.cpuFullPercent, 0),
      'rivals a CPU': figure(load.cpuRivals, 2),
    })),
  );
}

export function tableRows(judged: readonly Judged[]): object[] {
  return inOrder(judged).map((row) => ({
    ...{ stress: row.stress, round: row.round, variant: row.variant },
    idle: ms(row.idleP95Us),
    observed: ms(row.observedP95Us),
    stretched: `${(row.observedP95Us / row.idleP95Us).toFixed(1)}×`,
    predicted: ms(row.plainP95Us),
    error: percent(errorOf(row.plainP95Us, row.observedP95Us)),
    'with what was learned': ms(row.learnedP95Us),
    'its error': percent(errorOf(row.learnedP95Us, row.observedP95Us)),
  }));
}

/** By variant, and of all. */
export function summaryRows(judged: readonly Judged[]): object[] {
  const rowOf = (variant: string, rows: readonly Judged[]) => {
    const within = (of: (row: Judged) => number) =>
      rows.filter((row) => Math.abs(errorOf(of(row), row.observedP95Us)) <= tolerance).length;
    return {
      ...{ variant, cells: rows.length },
      'its two parts alike': rows.filter(areAlike).length,
      'idle p95 taken for it': within((row) => row.idleP95Us),
      predicted: within((row) => row.plainP95Us),
      'with what was learned': within((row) => row.learnedP95Us),
    };
  };
  return [
    ...variantNames.map((name) =>
      rowOf(
        name,
        judged.filter(({ variant }) => variant === name),
      ),
    ),
    rowOf('all', judged),
  ];
}

const areAlike = ({ partsP95Us: [first, second] }: Judged): boolean =>
  first !== undefined && second !== undefined && Math.abs(errorOf(first, second)) <= tolerance;

const inOrder = <T extends { readonly stress: string; readonly round: number }>(
  rows: readonly T[],
): T[] =>
  rows.toSorted((a, b) => names.indexOf(a.stress) - names.indexOf(b.stress) || a.round - b.round);

const ms = (us: number): string => (us / 1000).toPrecision(3);
const percent = (share: number): string => `${share > 0 ? '+' : ''}${(100 * share).toFixed(0)} %`;
const figure = (value: number | null, digits: number): string => value?.toFixed(digits) ?? '–';
