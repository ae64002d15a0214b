import {
  findEntry,
  type LatencyEntry,
  type Measured,
  type Setting,
  sameSetting,
  type Work,
} from './latency-table.ts';
import { nonNegativeLeastSquares } from './least-squares.ts';
import { ProfileError } from './profile-error.ts';
import { quantileOf } from './statistics.ts';

type Kind = keyof Work;
const kinds: readonly Kind[] = ['nodes', 'gemm', 'conv', 'gemmInt8', 'convInt8', 'elements'];
/** Under this, leaving one out says nothing about a model that was never seen. */
const fewest = 4;

/** What a run costs on one machine, by provider, threads and batch. */
export interface CostModel {
  /** A call of nothing. */
  readonly callMs: number;
  /** By unit of a window's work. */
  readonly unitMs: Readonly<Record<Kind, number>>;
  /** Kinds of work that no model of the table has: of them nothing is known. */
  readonly unseen: readonly Kind[];
  /** |predicted - measured| / measured of a model left out of the fit: nine of ten stay within. */
  readonly relativeError: number;
  readonly entries: number;
}

export interface Prediction {
  readonly p50Ms: number;
  readonly relativeError: number;
  /** Not empty: the model has such work and the table has none, so that p50Ms is only a lower bound. */
  readonly unseen: readonly Kind[];
}

/**
 * Fits p50 = call + Σ work · cost on the table's entries, every error as a share of the time measured and
 * no cost below zero.
 * @throws ProfileError `tooFewEntries`
 */
export function fitCosts(table: Measured, setting: Setting): CostModel {
  const points = table.entries.flatMap((entry) =>
    entry.work !== null && entry.p50Ms > 0 && sameSetting(entry, setting)
      ? [{ features: featuresOf(entry.work), ms: entry.p50Ms }]
      : [],
  );
  if (points.length < fewest)
    throw new ProfileError(
      'tooFewEntries',
      `${points.length} models were timed on ${setting.provider} with ${setting.threads} threads at ` +
        `batch ${setting.batch}; ${fewest} are needed to tell what another one takes`,
    );
  const errors = points.map(({ features, ms }, left) => {
    const others = points.filter((_, i) => i !== left);
    return Math.abs(priceOf(leastCosts(others), features) - ms) / ms;
  });
  const [callMs = 0, ...costs] = leastCosts(points);
  return {
    callMs,
    unitMs: byKind((_, i) => costs[i] ?? 0),
    unseen: kinds.filter((_, i) => points.every(({ features }) => features[i + 1] === 0)),
    relativeError: quantileOf(errors, 0.9),
    entries: points.length,
  };
}

export function predictLatency(costs: CostModel, work: Work): Prediction {
  return {
    p50Ms: priceOf([costs.callMs, ...kinds.map((kind) => costs.unitMs[kind])], featuresOf(work)),
    relativeError: costs.relativeError,
    unseen: costs.unseen.filter((kind) => work[kind] > 0),
  };
}

/**
 * What the table says of a model: measured where one of its shape is in it, else predicted.
 * @throws ProfileError `tooFewEntries`
 */
export function latencyOf(
  table: Measured,
  model: Pick<LatencyEntry, 'shapeKey'> & { readonly work: Work },
  setting: Setting,
): { readonly measured: boolean } & Prediction {
  const entry = findEntry(table, model.shapeKey, setting);
  if (entry) return { measured: true, p50Ms: entry.p50Ms, relativeError: 0, unseen: [] };
  return { measured: false, ...predictLatency(fitCosts(table, setting), model.work) };
}

interface Point {
  readonly features: readonly number[];
  readonly ms: number;
}

const featuresOf = (work: Work): number[] => [1, ...kinds.map((kind) => work[kind])];

const leastCosts = (points: readonly Point[]): number[] =>
  nonNegativeLeastSquares(
    points.map(({ features, ms }) => features.map((feature) => feature / ms)),
    points.map(() => 1),
  );

const priceOf = (costs: readonly number[], features: readonly number[]): number =>
  features.reduce((sum, feature, i) => sum + feature * (costs[i] ?? 0), 0);

function byKind(value: (kind: Kind, i: number) => number): Record<Kind, number> {
  const [nodes = 0, gemm = 0, conv = 0, gemmInt8 = 0, convInt8 = 0, elements = 0] =
    kinds.map(value);
  return { nodes, gemm, conv, gemmInt8, convInt8, elements };
}
