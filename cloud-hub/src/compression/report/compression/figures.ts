import type { CompressionFigures, Latency, Variant } from './compression-report-data.ts';

/** The uncompressed detector. */
export function baseOf({ variants }: Pick<CompressionFigures, 'variants'>): Variant {
  const [base] = variants;
  if (!base) throw new RangeError('a report needs the uncompressed detector');
  return base;
}

/** What the run gives out; the uncompressed detector where nothing replaces it. */
export function resultOf(figures: Pick<CompressionFigures, 'variants' | 'outcome'>): Variant {
  const { outcome, variants } = figures;
  const chosen = outcome.kind === 'compressed' && variants.find(({ id }) => id === outcome.variant);
  return chosen || baseOf(figures);
}

export const latencyAt = (
  { latency }: Variant,
  graph: Latency['graph'],
  batch: number,
): Latency | null =>
  latency.find((timed) => timed.graph === graph && timed.batch === batch) ?? null;

/** The graph that speed is told by: the network by itself where it was timed. */
export const toldGraph = (variant: Variant): Latency['graph'] =>
  latencyAt(variant, 'network', 1) ? 'network' : 'model';

/** Where a figure is not of the machine of the run. */
export const latencySourceWords = {
  device: 'from the device’s table',
  predicted: 'predicted from the device’s table',
} as const;

/** −0.012, +0.003. */
export const signed = (value: number, digits = 3): string => {
  const text = Math.abs(value).toFixed(digits);
  return `${value < 0 && Number(text) !== 0 ? '−' : '+'}${text}`;
};

/** 57 µs, 1.2 ms. */
export const microseconds = (value: number): string => {
  if (value >= 1000) return `${Number((value / 1000).toPrecision(3))} ms`;
  return `${Number(value.toPrecision(3))} µs`;
};

/** 18.2 kB, 1.4 MB; powers of ten, as on the command line. */
export const bytes = (value: number): string => {
  const unit = value >= 1e6 ? { size: 1e6, name: 'MB' } : { size: 1e3, name: 'kB' };
  return `${Number((value / unit.size).toPrecision(3))} ${unit.name}`;
};

/** 2.1×; to two digits below ten. */
export const times = (ratio: number): string =>
  `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(ratio >= 3 ? 1 : 2)}×`;
