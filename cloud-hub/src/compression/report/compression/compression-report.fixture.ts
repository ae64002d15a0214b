import type {
  CompressionFigures,
  CompressionReport,
  Interval,
  Latency,
  Rival,
  Variant,
} from './compression-report-data.ts';
import { compressionVerdict } from './verdict.ts';

export const about = (value: number, half = 0.01): Interval => ({
  value,
  low: value - half,
  high: value + half,
});

/** AUROC differences of score, reconstruction and KL, with their half widths. */
export interface Change {
  readonly score: number;
  readonly reconstruction?: number;
  readonly kl?: number;
  readonly half?: number;
}

const timed = (graph: Latency['graph'], batch: number, p50Us: number, before: number): Latency => ({
  ...{ graph, batch, p50Us, p99Us: 1.5 * p50Us },
  speedUp: before / p50Us,
  source: 'here',
});

/** A variant that differs from a base of AUROC .8, 60 µs and 500 kB. */
export function aVariant(
  id: string,
  change: Change | null,
  { us = 60, modelBytes = 500_000, loss = 40, stale = 0.01 } = {},
): Variant {
  const { score = 0, reconstruction = score, kl = score, half = 0.004 } = change ?? {};
  const each = (of: (by: number) => Interval) => ({
    score: of(score),
    reconstruction: of(reconstruction),
    kl: of(kl),
  });
  return {
    id,
    title: change ? `variant ${id}` : 'uncompressed, fp32',
    stage: change ? 'distil' : 'base',
    provider: 'cpu',
    quality: {
      auroc: each((by) => about(0.8 + by, 0.03)),
      difference: change && each((by) => about(by, half)),
      vusPr: 0.6 + score,
      vaeLoss: { reconstruction: loss - 4, kl: 4, total: loss },
      threshold: {
        statedRate: 0.01,
        stale: { level: 2, falseAlarmRate: stale, detectionRate: 0.4 },
        fresh: { level: 2.1, falseAlarmRate: 0.012, detectionRate: 0.41 },
      },
    },
    parameters: Math.round(us * 1000),
    macs: Math.round(us * 1000),
    networkBytes: modelBytes - 20_000,
    modelBytes,
    latency: [
      timed('network', 1, us, 60),
      timed('network', 32, 10 * us, 600),
      timed('model', 1, us + 20, 80),
      timed('model', 32, 12 * us, 720),
    ],
    peakMemoryBytes: 90_000_000,
  };
}

export const aRival = (
  name: Rival['name'],
  difference: number,
  latencyUs: number | null = 30,
  half = 0.003,
): Rival => ({
  name,
  auroc: about(0.8 + difference, 0.03),
  difference: about(difference, half),
  latencyUs,
});

const robust = (flipped: number) =>
  [
    ...(['noise', 'raise', 'hide'] as const).map((kind) => ({ kind, epsilon: 0.1 })),
    { kind: 'fault' as const, fault: 'drift' as const },
  ].map((disturbance) => ({ disturbance, windows: 200, flipped, meanChange: 10 * flipped }));

const cost = (scale: number) => ({
  costs: { perFalseAlarm: 2, perMiss: 300 },
  curve: {
    points: [
      { level: 1, falseAlarms: 9 * scale, missed: 0, cost: 18 * scale },
      { level: 5, falseAlarms: 0, missed: 2, cost: 600 },
    ],
    cheapest: { level: 1, falseAlarms: 9 * scale, missed: 0, cost: 18 * scale },
  },
  ...{ events: 2, days: 0.5, own: { falseAlarms: 1, missed: 1, cost: 302 } },
});

/** A run that made a network three times faster and its file ten times smaller. */
export function someFigures(changes: Partial<CompressionFigures> = {}): CompressionFigures {
  const small = { us: 20, modelBytes: 50_000, loss: 50, stale: 0.034 };
  const point = { broken: [], isOnFront: true, isChosen: false };
  return {
    ...{ format: 1, name: 'pump', reportedAt: 1_700_086_400_000, durationMs: 95_000 },
    request: {
      budget: { maxLatencyUs: 25, maxModelBytes: 100_000, maxAurocDrop: 0.01 },
      ...{ target: 'cpu', threshold: { kind: 'falseAlarmRate', rate: 0.01 }, seed: 1 },
    },
    machine: {
      ...{ cpuModel: 'Some CPU', cores: 2, threads: 1 },
      ...{ node: 'v24.21.0', onnxruntime: '1.30.0', profile: null },
    },
    base: {
      ...{ bundleId: 'b'.repeat(64), name: 'pump', detector: 'hybrid', architecture: 'dense' },
      ...{ windowLength: 10, periodMs: 1000, channels: ['pressure', 'flow'] },
    },
    data: {
      files: [
        { file: 'normal.csv', sha256: '1'.repeat(64), rows: 2000, use: 'learned' },
        { file: 'faults.csv', sha256: '2'.repeat(64), rows: 900, use: 'judged' },
      ],
      ...{ source: 'labelled', judgedWindows: 891, anomalousWindows: 200, events: 12 },
      calibrationWindows: 491,
    },
    outcome: { kind: 'compressed', variant: 'c' },
    variants: [
      aVariant('a', null),
      aVariant('b', { score: 0.001, kl: -0.003 }, { us: 40, modelBytes: 300_000, loss: 46 }),
      aVariant('c', { score: -0.002, reconstruction: -0.001, kl: -0.004 }, small),
    ],
    paretoGraph: 'network',
    pareto: [
      {
        ...point,
        title: 'fp32',
        latencyUs: 60,
        aurocDrop: 0,
        modelBytes: 500_000,
        broken: ['latency', 'size'],
      },
      {
        ...point,
        title: 'half',
        latencyUs: 40,
        aurocDrop: 0.003,
        modelBytes: 300_000,
        broken: ['latency', 'size'],
      },
      {
        ...point,
        title: 'chosen one',
        latencyUs: 20,
        aurocDrop: 0.004,
        modelBytes: 50_000,
        isChosen: true,
      },
      {
        ...point,
        title: 'too far',
        latencyUs: 12,
        aurocDrop: 0.06,
        modelBytes: 20_000,
        broken: ['auroc'],
      },
    ],
    robustness: { before: robust(0.2), after: robust(0.22) },
    cost: { before: cost(1), after: cost(2) },
    rivals: [aRival('zmax', -0.1), aRival('pcaT2', -0.02), aRival('linear', -0.012, 25)],
    ownLatencyUs: 40,
    ablations: [],
    warnings: [],
    ...changes,
  };
}

export function aCompressionReport(changes: Partial<CompressionFigures> = {}): CompressionReport {
  const figures = someFigures(changes);
  return { ...figures, verdict: compressionVerdict(figures) };
}
