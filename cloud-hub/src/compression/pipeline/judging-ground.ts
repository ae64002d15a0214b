import { seriesOf } from '@lookout/shared/bundle/detector-input';
import { exceedanceRate } from '@lookout/shared/detector/decision/budget';
import { falseAlarmRateFrom } from '@lookout/shared/detector/decision/threshold-from';
import type { CompressionRequest } from '@lookout/shared/protocol/compression';
import { eventPeaks } from '../judging/event-peaks.ts';
import { judgeVariant, type VariantQuality } from '../judging/judge-variant.ts';
import { scoreVariant } from '../judging/score-variant.ts';
import type { Base } from './base.ts';
import type { JudgingGround } from './candidate.ts';
import type { CompressionInputs } from './compression-engine.ts';
import { judgingSetOf } from './judging-set-of.ts';

export type BaseGround = JudgingGround & { readonly baseQuality: VariantQuality };

/** Where nobody says how often something happens: once a month. */
export const usualEventsPerYear = 12;

/** Everything that candidates are judged on, and the base's own scores to compare with. */
export async function judgingGround(
  base: Base,
  request: CompressionRequest,
  { labelled }: CompressionInputs,
): Promise<BaseGround> {
  const { set, windows } = judgingSetOf(base, labelled, request.seed);
  const { windowLength } = seriesOf(base.manifest.input);
  const options = { windowLength, falseAlarmRate: await rateOf(base, request, labelled) };
  const baseScores = await scoreVariant(base.model, set);
  const baseQuality = judgeVariant(baseScores, null, windows, options);
  return { base, baseScores, baseQuality, set, windows, options };
}

/** Share of normal windows that may alarm. */
async function rateOf(
  { manifest, model, rows }: Base,
  { threshold, seed }: CompressionRequest,
  labelled: CompressionInputs['labelled'],
): Promise<number> {
  const { periodMs, windowLength, channels } = seriesOf(manifest.input);
  if (threshold.kind === 'falseAlarmRate') return threshold.rate;
  if (threshold.kind === 'alarmsPerDay') return exceedanceRate(threshold.n, periodMs, windowLength);
  const recordings = labelled.map(({ recording }) => recording);
  const events = { recordings, calibrate: rows.calibrate, seed };
  const shape = { windowLength, channels: channels.length };
  const peaks = await eventPeaks(model, manifest.calibration, events, shape);
  const { eventsPerYear = usualEventsPerYear } = threshold;
  const ground = { periodMs, windowLength, calibration: manifest.calibration, eventPeaks: peaks };
  return falseAlarmRateFrom({ ...threshold, eventsPerYear }, ground);
}
