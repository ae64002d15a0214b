import type { CompressionBudget } from '@lookout/shared/protocol/compression';
import { writeNetwork } from '../network/network-file.ts';
import {
  budgetLimits,
  type Latency,
  type LatencySource,
  type ParetoPoint,
  type Variant,
} from '../report/compression/compression-report-data.ts';
import { type Candidate, sizesOf } from './candidate.ts';
import { type Choice, timedNames } from './choose-winner.ts';
import type { TimedEntry } from './device-latencies.ts';
import { brokenLimits, type Measured, paretoFront } from './limits.ts';
import type { Run } from './report-of-run.ts';

const stageNames = {
  prepare: 'base',
  quantize: 'quantize',
  distilPrune: 'distil',
  finalPrune: 'final',
  recalibrate: 'final',
  measure: 'final',
  report: 'final',
} as const;

/** The base first, then every candidate in the order in which it was made. */
export function reportedVariants({ base, ground, choice }: Run): Variant[] {
  const { entries, winner } = choice;
  const own: Variant = {
    ...{ id: 'base', title: 'as it was', stage: 'base', provider: 'cpu' },
    quality: { ...ground.baseQuality },
    ...sizesOf(base.network),
    networkBytes: writeNetwork(base.network).length,
    modelBytes: base.model.length,
    latency: latenciesOf(entries, timedNames.baseModel, timedNames.baseNetwork),
    peakMemoryBytes: memoryOf(entries, timedNames.baseModel),
  };
  const baseMs = choice.base.latencyMs;
  return [
    own,
    ...choice.timed.map(({ candidate, latencyMs, latencySource }): Variant => {
      const isWinner = candidate === winner?.candidate;
      return {
        ...described(candidate),
        latency: isWinner
          ? latenciesOf(entries, timedNames.model, timedNames.network)
          : quickLatency(latencyMs, baseMs, latencySource),
        peakMemoryBytes: isWinner ? memoryOf(entries, timedNames.model) : null,
      };
    }),
  ];
}

function described(candidate: Candidate): Omit<Variant, 'latency' | 'peakMemoryBytes'> {
  const { id, title, staged, quality, parameters, macs, networkBytes, modelBytes } = candidate;
  const stage = stageNames[staged.stage];
  return {
    ...{ id, title, provider: 'cpu', parameters, macs, networkBytes, modelBytes },
    stage: stage === 'base' ? 'quantize' : stage,
    quality: { ...quality },
  };
}

function quickLatency(latencyMs: number, baseMs: number, source: LatencySource): Latency[] {
  if (!Number.isFinite(latencyMs) || latencyMs <= 0) return [];
  const p50Us = latencyMs * 1000;
  const speedUp = baseMs / latencyMs;
  return [{ graph: 'model', batch: 1, p50Us, p99Us: null, speedUp, source }];
}

/** Without what the base was not timed in: there is nothing to be faster than. */
function latenciesOf(entries: readonly TimedEntry[], model: string, network: string): Latency[] {
  const references = { model: timedNames.baseModel, network: timedNames.baseNetwork };
  const graphs = [
    { graph: 'model', name: model },
    { graph: 'network', name: network },
  ] as const;
  return graphs.flatMap(({ graph, name }) =>
    entries
      .filter((entry) => entry.name === name)
      .flatMap(({ batch, p50Ms, p99Ms, source }): Latency[] => {
        const reference = entries.find(
          (entry) => entry.name === references[graph] && entry.batch === batch,
        );
        if (!reference) return [];
        const speedUp = reference.p50Ms / p50Ms;
        const p99Us = p99Ms === null ? null : p99Ms * 1000;
        return [{ graph, batch, p50Us: p50Ms * 1000, p99Us, speedUp, source }];
      }),
  );
}

const memoryOf = (entries: readonly TimedEntry[], model: string): number | null =>
  entries.find(({ name, batch }) => name === model && batch === 1)?.peakRssBytes ?? null;

export function paretoPoints(
  { base, timed, winner }: Choice,
  budget: CompressionBudget,
): ParetoPoint[] {
  const all: Measured[] = [base, ...timed].filter(({ latencyMs }) => Number.isFinite(latencyMs));
  const front = new Set(paretoFront(all));
  const titles = new Map(timed.map(({ name, candidate }) => [name, candidate.title]));
  return all.map((point) => ({
    title: titles.get(point.name) ?? 'as it was',
    latencyUs: point.latencyMs * 1000,
    aurocDrop: point.aurocDrop,
    modelBytes: point.modelBytes,
    isChosen: point === winner,
    isOnFront: front.has(point),
    broken: brokenLimits(point, base, budget).filter((limit) => isBudget(limit)),
  }));
}

const isBudget = (limit: string): limit is (typeof budgetLimits)[number] =>
  budgetLimits.some((one) => one === limit);
