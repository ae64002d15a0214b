import type { Calibration, Manifest } from '@lookout/shared/bundle/manifest';

/**
 * A device needs as many windows as would put five above a threshold of 1 %, and fits anew as they double.
 * With 100, TEP's realised rate at a stated 1 % went from 1.8 to 3.3 % (`npm run bench -- detection`).
 */
const minWindows = 500;
/** A healthy sister machine may reconstruct so many times better or worse; beyond that it is no sister. */
const factor = 4;

/**
 * Within which bounds a device may fit median and spread of the score to its own asset. The score is
 * ln(1 + s/q99), so a statistic s that is `factor` times larger moves the median to ln(1 + factor·(eᵐ - 1)).
 */
export function commissioningBounds({
  median,
  spread,
}: Pick<Calibration, 'median' | 'spread'>): Manifest['commissioning'] {
  const statistic = Math.expm1(Math.max(0, median));
  return {
    minWindows,
    medianBounds: [Math.log1p(statistic / factor), Math.log1p(statistic * factor)],
    spreadBounds: [spread / factor, spread * factor],
  };
}
