import type { ReadingOptions } from '@lookout/shared/protocol/jobs';

/** How recordings are read. */
export interface Reading {
  readonly options: ReadingOptions;
  readonly labelColumn: string | null;
  /** These and in this order; null: every column that is nothing else. */
  readonly channels: readonly string[] | null;
  readonly windowLength: number;
}

/** Which rows of a data set. */
export type Purpose = 'learn' | 'validate' | 'all';
