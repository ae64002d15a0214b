import type { LatencyEntry, Work } from './latency-table.ts';

export const workOfSizes = (sizes: Partial<Work>): Work => ({
  ...{ nodes: 0, gemm: 0, conv: 0, gemmInt8: 0, convInt8: 0, elements: 0 },
  ...sizes,
});

export const entryOf = (change: Partial<LatencyEntry>): LatencyEntry => ({
  ...{ name: 'a', bundleId: null, modelSha256: '1'.repeat(64), shapeKey: '2'.repeat(64) },
  ...{ widths: null, fileBytes: 1_000, work: workOfSizes({ nodes: 1 }) },
  ...{ provider: 'cpu', threads: 1, batch: 1, p50Ms: 0.05, p99Ms: 0.08, firstRunMs: 1 },
  ...{ p50Low: 0.04, p50High: 0.06, runs: 100, rounds: 20, speedUp: null, peakRssBytes: null },
  ...change,
});
