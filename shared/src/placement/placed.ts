import type { StreamLoad } from '../protocol/load.ts';
import type { Placed } from './placement.ts';

/** Null: nothing ran, or nothing was told. */
export const ranOf = ({
  variant,
  provider,
}: Pick<StreamLoad, 'variant' | 'provider'>): Placed | null =>
  variant === null || provider === null ? null : { variant, provider };
