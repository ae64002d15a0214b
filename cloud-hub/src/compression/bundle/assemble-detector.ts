import type { Calibration } from '@lookout/shared/bundle/manifest';
import { calibrate, quantile } from '@lookout/shared/detector/calibration';
import {
  type DetectorKind,
  needsNetwork,
  type StatisticName,
  statisticsOf,
} from '@lookout/shared/detector/detector-kind';
import {
  buildDetectorGraph,
  type DetectorParts,
  latentOf,
  type ScoreTerm,
} from '@lookout/shared/detector/score-graph';
import { DetectorSession } from './detector-session.ts';
import type { FittedStatistics } from './fit-statistics.ts';

/** A detector that is ready to be packed, with how its score falls on normal data. */
export interface AssembledDetector {
  readonly kind: DetectorKind;
  readonly model: Uint8Array;
  /** Of the latent space; 1 column of 0 where there is no network. */
  readonly latent: number;
  readonly calibration: Calibration;
}

/** A mean fall of 0 would be a detector that never sees anything. */
const leastFall = 1e-6;

/**
 * Puts a detector of one kind together and measures it, with the very graph that is shipped, on the rows
 * that nothing was fitted to: the level of each statistic, then the fall of the score.
 */
export async function assembleDetector(
  fitted: FittedStatistics,
  kind: DetectorKind,
  falseAlarmRate: number,
): Promise<AssembledDetector> {
  const network = needsNetwork(kind) ? fitted.network : null;
  const parts = { ...fitted, network, meanFall: 1 };
  const terms: ScoreTerm[] = [];
  for (const statistic of statisticsOf[kind])
    terms.push({ statistic, q99: await levelOf(statistic, parts, fitted) });
  const { channelError } = await scoreWith({ ...parts, terms }, fitted);
  const meanFall = Math.max(leastFall, meanOf(channelError));
  const whole = { ...parts, terms, meanFall };
  const { score } = await scoreWith(whole, fitted);
  return {
    kind,
    model: buildDetectorGraph(whole),
    latent: latentOf(parts.network),
    calibration: calibrate(score, falseAlarmRate),
  };
}

/** The 99 % quantile of one statistic: a score of it alone at level 1 is ln(1 + s). */
async function levelOf(
  statistic: StatisticName,
  parts: Omit<DetectorParts, 'terms'>,
  fitted: FittedStatistics,
): Promise<number> {
  const { score } = await scoreWith({ ...parts, terms: [{ statistic, q99: 1 }] }, fitted);
  return Math.max(quantile(score.map(Math.expm1).sort(), 0.99), Number.MIN_VALUE);
}

async function scoreWith(parts: DetectorParts, { calibrationWindows }: FittedStatistics) {
  const shape = { windowLength: parts.windowLength, channels: parts.scaling.length };
  await using session = await DetectorSession.open(buildDetectorGraph(parts), shape);
  return await session.score(calibrationWindows);
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
