import type { Command } from 'commander';
import { integerBetween, rangeOf, unitOf } from './options.ts';

/** What is said about recordings of normal operation. */
export interface DataOptions {
  readonly data: string[];
  readonly label?: string;
  readonly ignore?: string[];
  readonly time?: string;
  readonly period?: number;
  readonly unit?: ReadonlyMap<string, string>;
  readonly range?: ReadonlyMap<string, { readonly min: number; readonly max: number }>;
  readonly skipMissing?: boolean;
}

export const withDataOptions = (command: Command): Command =>
  command
    .option('--label <column>', 'column that holds 0 for normal and 1 for anomalous rows')
    .option('--ignore <column...>', 'columns that are no sensors')
    .option('--time <column>', 'the time column, where it is not found by itself')
    .option(
      '--period <ms>',
      'sampling period, for files without times',
      integerBetween(1, 86_400_000),
    )
    .option('--unit <name=unit>', 'unit of a sensor; may be given often', unitOf)
    .option(
      '--range <name=min:max>',
      'what a sensor can measure; outside is a sensor fault; may be given often',
      rangeOf,
    )
    .option('--skip-missing', 'leave out rows with an empty or NaN cell');
