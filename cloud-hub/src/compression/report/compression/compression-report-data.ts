import { baselineNames } from '@lookout/shared/detector/baseline/baselines';
import { faultKinds } from '@lookout/shared/detector/faults/fault';
import { z } from 'zod';

const Count = z.int().min(0);
const Share = z.number().min(0).max(1);
const Microseconds = z.number().positive();

/** A figure with its 95 % interval (block bootstrap); null where there is none to be had. */
export const Interval = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Interval = z.infer<typeof Interval>;

/** The product's score, and the network's two parts by themselves. */
const Figures = z.object({
  score: Interval.nullable(),
  reconstruction: Interval.nullable(),
  kl: Interval.nullable(),
});

const LevelFigures = z.object({
  level: z.number(),
  falseAlarmRate: Share.nullable(),
  detectionRate: Share.nullable(),
});

/** Read off a variant's scores: see judging/judge-variant.ts, which gives it. */
export const Quality = z.object({
  auroc: Figures,
  difference: Figures.nullable(),
  vusPr: z.number().nullable(),
  vaeLoss: z.object({ reconstruction: z.number(), kl: z.number(), total: z.number() }),
  threshold: z.object({ statedRate: Share, stale: LevelFigures, fresh: LevelFigures }),
});

/** Timed on the machine of the run, taken from the device's own table, or predicted from that table. */
export const LatencySource = z.enum(['here', 'device', 'predicted']);
export type LatencySource = z.infer<typeof LatencySource>;

export const Latency = z.object({
  /** The network by itself, or the whole detector as it is shipped. */
  graph: z.enum(['network', 'model']),
  batch: z.int().min(1),
  p50Us: Microseconds,
  /** Null where it was timed too shortly for it. */
  p99Us: Microseconds.nullable(),
  /** Median of the uncompressed fp32 form over this one, timed in turns in one run. */
  speedUp: z.number().positive(),
  source: LatencySource.default('here'),
});
export type Latency = z.infer<typeof Latency>;

export const Variant = z.object({
  id: z.string().min(1),
  /** For people: "75 % of the MACs removed, int8 weights". */
  title: z.string().min(1),
  stage: z.enum(['base', 'quantize', 'distil', 'final']),
  /** What ran it; null where it was only judged. */
  provider: z.string().nullable(),
  quality: Quality,
  parameters: Count,
  /** Of the network, for one window. */
  macs: Count,
  networkBytes: Count,
  /** The whole model.onnx. */
  modelBytes: Count,
  /** Empty where it was never timed. */
  latency: z.array(Latency).readonly(),
  peakMemoryBytes: Count.nullable(),
});
export type Variant = z.infer<typeof Variant>;

export const budgetLimits = ['latency', 'size', 'auroc'] as const;

export const ParetoPoint = z.object({
  /** Of one of the variants, or of a candidate that was only measured in the search. */
  title: z.string().min(1),
  latencyUs: Microseconds,
  /** The largest fall among score, reconstruction and KL; below 0 where all of them rose. */
  aurocDrop: z.number(),
  modelBytes: Count,
  isChosen: z.boolean(),
  /** No other point is as good in every respect and better in one. */
  isOnFront: z.boolean(),
  /** Limits of the budget that it breaks. */
  broken: z.array(z.enum(budgetLimits)).readonly(),
});
export type ParetoPoint = z.infer<typeof ParetoPoint>;

const Disturbance = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['noise', 'raise', 'hide']), epsilon: z.number().positive() }),
  z.object({ kind: z.literal('fault'), fault: z.enum(faultKinds) }),
]);

export const RobustnessRow = z.object({
  disturbance: Disturbance,
  windows: Count,
  flipped: Share.nullable(),
  meanChange: z.number().nullable(),
});
export type RobustnessRow = z.infer<typeof RobustnessRow>;

const CostPoint = z.object({
  level: z.number(),
  falseAlarms: Count,
  missed: Count,
  cost: z.number(),
});

const Cost = z.object({
  costs: z.object({ perFalseAlarm: z.number().min(0), perMiss: z.number().min(0) }),
  curve: z.object({ points: z.array(CostPoint).min(1).readonly(), cheapest: CostPoint }),
  events: Count,
  days: z.number().positive(),
  own: z.object({ falseAlarms: Count, missed: Count, cost: z.number() }),
});

/** Something that is not the compressed detector, on the same windows. */
export const Rival = z.object({
  /** A plain statistic, or the detector without its network. */
  name: z.enum([...baselineNames, 'linear']),
  auroc: Interval.nullable(),
  /** Its AUROC less that of the variant which came out. */
  difference: Interval.nullable(),
  /** Of its own graph at batch 1; null where it was not timed. */
  latencyUs: Microseconds.nullable(),
});
export type Rival = z.infer<typeof Rival>;

/** One choice of the method against another, at about the same latency. */
export const Ablation = z.object({
  question: z.string().min(1),
  answers: z
    .array(
      z.object({
        title: z.string().min(1),
        auroc: Figures,
        latencyUs: Microseconds.nullable(),
        modelBytes: Count.nullable(),
        falseAlarmRate: Share.nullable(),
      }),
    )
    .min(2)
    .readonly(),
});
export type Ablation = z.infer<typeof Ablation>;

export const ThresholdChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('falseAlarmRate'), rate: Share }),
  z.object({ kind: z.literal('alarmsPerDay'), alarmsPerDay: z.number().positive() }),
  z.object({
    kind: z.literal('costs'),
    falseAlarm: z.number().min(0),
    miss: z.number().min(0),
    eventsPerYear: z.number().min(0),
  }),
]);

export const Outcome = z.discriminatedUnion('kind', [
  /** The variant of this id is what the run gives out. */
  z.object({ kind: z.literal('compressed'), variant: z.string() }),
  /** Nothing was both within the budget and better than what it would replace. */
  z.object({ kind: z.literal('unchanged'), reason: z.string() }),
  /** No point meets the budget; the nearest are told by the Pareto points. */
  z.object({ kind: z.literal('infeasible') }),
]);
export type Outcome = z.infer<typeof Outcome>;

export const Budget = z.object({
  /** Median of `paretoGraph` at batch 1. */
  maxLatencyUs: Microseconds.nullable(),
  maxModelBytes: Count.nullable(),
  maxAurocDrop: z.number().min(0),
});
export type Budget = z.infer<typeof Budget>;

/** All that one run of `compress` measured: the report in JSON, from which the page is drawn. */
export const CompressionReport = z.object({
  format: z.literal(1),
  name: z.string().min(1),
  /** Ms UTC. */
  reportedAt: z.int(),
  durationMs: z.number().min(0),
  request: z.object({
    budget: Budget,
    target: z.enum(['cpu', 'gpu', 'both']),
    threshold: ThresholdChoice,
    seed: z.int(),
  }),
  machine: z.object({
    cpuModel: z.string(),
    cores: z.int().min(1),
    threads: z.int().min(1),
    node: z.string(),
    onnxruntime: z.string(),
    /** File of the device's own latency table, where one was given. */
    profile: z.string().nullable(),
  }),
  base: z.object({
    bundleId: z.string(),
    name: z.string(),
    detector: z.string(),
    architecture: z.string(),
    windowLength: z.int().min(1),
    periodMs: z.int().min(1),
    channels: z.array(z.string()).readonly(),
  }),
  data: z.object({
    files: z
      .array(
        z.object({
          file: z.string(),
          sha256: z.string(),
          rows: Count,
          use: z.enum(['learned', 'judged']),
        }),
      )
      .readonly(),
    source: z.enum(['labelled', 'injected']),
    judgedWindows: Count,
    anomalousWindows: Count,
    events: Count,
    calibrationWindows: Count,
  }),
  outcome: Outcome,
  /** The uncompressed detector first, then in the order of the stages. */
  variants: z.array(Variant).min(1).readonly(),
  paretoGraph: z.enum(['network', 'model']),
  pareto: z.array(ParetoPoint).readonly(),
  robustness: z
    .object({ before: z.array(RobustnessRow).readonly(), after: z.array(RobustnessRow).readonly() })
    .nullable(),
  /** Null without events or without normal operation. */
  cost: z.object({ before: Cost, after: Cost }).nullable(),
  rivals: z.array(Rival).readonly(),
  /** Of the variant that came out, whole graph at batch 1: what rivals are compared with. */
  ownLatencyUs: Microseconds.nullable(),
  ablations: z.array(Ablation).readonly(),
  /** What the figures say: see verdict.ts. The first is the summary. */
  verdict: z.array(z.string()).min(1).readonly(),
  warnings: z.array(z.string()).readonly(),
});
export type CompressionReport = z.infer<typeof CompressionReport>;

/** What is measured, before anything is said of it. */
export type CompressionFigures = Omit<CompressionReport, 'verdict'>;
