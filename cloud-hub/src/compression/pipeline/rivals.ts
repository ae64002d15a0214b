import type { BaselineName } from '@lookout/shared/detector/baseline/baselines';
import type { DetectorKind } from '@lookout/shared/detector/detector-kind';
import { assembleDetector } from '../bundle/assemble-detector.ts';
import { collectWindows } from '../bundle/training-rows.ts';
import { rankAgainst, rankBaselines } from '../judging/rank-against.ts';
import { scoreVariant } from '../judging/score-variant.ts';
import { measureLatency } from '../latency/measure-latency.ts';
import type { Rival } from '../report/compression/compression-report-data.ts';
import { timedNames } from './choose-winner.ts';
import { deviceLatencies, type NamedModel, type TimedEntry } from './device-latencies.ts';
import type { Run } from './report-of-run.ts';
import type { CompressionTools } from './run-compression.ts';

export interface Rivals {
  readonly rows: Rival[];
  /** Under which name the compressed detector itself was timed. */
  readonly timedAs: string;
}

const maxWindows = 2_000;
const limits = { minRounds: 10, maxMs: 6_000, narrowTo: 0.02 };

/** Plain statistics and the detector without its network, on the same windows and at their own latency. */
export async function rankRivals({ base, ground, choice, tools }: Run): Promise<Rivals> {
  const { set, windows, options, baseScores } = ground;
  const { windowLength } = options;
  const own = choice.winner?.candidate.scores ?? baseScores;
  const fitted = {
    windowLength,
    scaling: base.scaling,
    linear: base.linear,
    network: null,
    vae: null,
    calibrationWindows: collectWindows(base.rows.calibrate, windowLength, maxWindows).windows,
  };
  const graphOf = async (kind: DetectorKind) =>
    (await assembleDetector(fitted, kind, options.falseAlarmRate)).model;
  const linear = await graphOf('linear');
  const scores = (await scoreVariant(linear, set)).judge.score;
  const ranked = [
    ...rankBaselines(base.linear, set, own.judge.score),
    { name: 'linear' as const, rank: rankAgainst(scores, own.judge.score, windows, windowLength) },
  ];
  const kinds: Record<BaselineName | 'linear', DetectorKind> = {
    ...{ zmax: 'zmax', pcaT2: 'pcaT2', pcaSpe: 'pcaSpe' },
    ...{ windowMean: 'windowMean', var1: 'var1', linear: 'linear' },
  };
  const models = await Promise.all(
    ranked.map(async ({ name }) => ({ name, model: await graphOf(kinds[name]) })),
  );
  const timed = await latenciesOf(models, tools);
  const latencyOf = (name: string) => timed.find((entry) => entry.name === name)?.p50Ms;
  const rows = ranked.map(({ name, rank }) => {
    const ms = latencyOf(name);
    return { name, ...rank, latencyUs: ms === undefined ? null : ms * 1000 };
  });
  return { rows, timedAs: timedNames.model };
}

/** On the same machine as the detector that they are compared with. */
async function latenciesOf(
  models: readonly NamedModel[],
  { profile }: CompressionTools,
): Promise<Pick<TimedEntry, 'name' | 'p50Ms'>[]> {
  const batches = [1];
  if (profile) return deviceLatencies(profile.table, models, batches);
  return await measureLatency(models, { batches, limits });
}
