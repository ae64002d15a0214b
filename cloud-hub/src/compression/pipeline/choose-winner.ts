import type { CompressionBudget } from '@lookout/shared/protocol/compression';
import { writeNetwork } from '../network/network-file.ts';
import type { LatencySource } from '../report/compression/compression-report-data.ts';
import type { Base } from './base.ts';
import { aurocDropOf, type Candidate } from './candidate.ts';
import { CompressionError } from './compression-error.ts';
import type { TimedEntry } from './device-latencies.ts';
import { eligible, type Measured, nearest } from './limits.ts';
import type { CompressionTools } from './run-compression.ts';
import { quickLatencies, thoroughLatencies } from './time-candidates.ts';

export interface Timed extends Measured {
  readonly candidate: Candidate;
  readonly latencySource: LatencySource;
}

export interface Choice {
  readonly base: Measured;
  readonly timed: readonly Timed[];
  /** Null: nothing meets the budget. */
  readonly winner: Timed | null;
  readonly nearest: readonly Timed[];
  /**
   * Base and winner, network and whole model, timed in turns once more, or all that the device's table has of
   * them; empty without a winner.
   */
  readonly entries: readonly TimedEntry[];
}

/** Names under which the last measurement has them. */
export const timedNames = {
  baseModel: 'base, whole detector',
  baseNetwork: 'base, network',
  model: 'compressed, whole detector',
  network: 'compressed, network',
} as const;

/** The first look is shorter than the last, so it must not be taken for more exact than it is. */
const attempts = 4;

/**
 * Times every candidate, and takes the best that keeps the budget when it is timed afresh: a first look at
 * many is a lucky draw for some.
 */
export async function chooseWinner(
  base: Base,
  candidates: readonly Candidate[],
  budget: CompressionBudget,
  tools: CompressionTools,
  signal: AbortSignal,
): Promise<Choice> {
  const baseName = 'base';
  const models = [
    { name: baseName, model: base.model },
    ...candidates.map(({ id, detector }) => ({ name: id, model: detector.model })),
  ];
  const looks = await quickLatencies(models, tools);
  const latencies = new Map(looks.map((entry) => [entry.name, entry]));
  const baseLook = latencies.get(baseName);
  if (!baseLook && tools.profile)
    throw new CompressionError(
      'profile',
      `${tools.profile.file} does not tell what "${base.manifest.name}" itself takes on the device: name its ` +
        'folder too in "lookout-agent profile --bundle"',
    );
  const own: Measured = {
    name: baseName,
    latencyMs: baseLook?.p50Ms ?? Number.POSITIVE_INFINITY,
    modelBytes: base.model.length,
    aurocDrop: 0,
  };
  const timed = candidates.map(
    (candidate): Timed => ({
      name: candidate.id,
      candidate,
      latencyMs: latencies.get(candidate.id)?.p50Ms ?? Number.POSITIVE_INFINITY,
      latencySource: latencies.get(candidate.id)?.source ?? 'here',
      modelBytes: candidate.modelBytes,
      aurocDrop: aurocDropOf(candidate.quality),
    }),
  );
  for (const promising of eligible(timed, own, budget).slice(0, attempts)) {
    signal.throwIfAborted();
    const entries = await timeAgain(base, promising.candidate, tools);
    if (tools.profile) return { base: own, timed, winner: promising, nearest: [], entries };
    const fresh = again(promising, entries, timedNames.model);
    const freshBase = again(own, entries, timedNames.baseModel);
    if (eligible([fresh], freshBase, budget).length > 0)
      return {
        base: freshBase,
        timed: timed.map((one) => (one === promising ? fresh : one)),
        winner: fresh,
        nearest: [],
        entries,
      };
  }
  const known = timed.filter(({ latencyMs }) => Number.isFinite(latencyMs));
  return { base: own, timed, winner: null, nearest: nearest(known, budget), entries: [] };
}

function again<T extends Measured>(measured: T, entries: readonly TimedEntry[], name: string): T {
  const entry = entries.find((one) => one.name === name && one.batch === 1);
  return { ...measured, latencyMs: entry?.p50Ms ?? Number.POSITIVE_INFINITY };
}

function timeAgain(
  base: Base,
  { detector, network }: Candidate,
  tools: CompressionTools,
): Promise<TimedEntry[]> {
  const models = [
    { name: timedNames.baseModel, model: base.model },
    { name: timedNames.model, model: detector.model },
    { name: timedNames.baseNetwork, model: writeNetwork(base.network) },
    { name: timedNames.network, model: writeNetwork(network) },
  ];
  return thoroughLatencies(models, tools);
}
