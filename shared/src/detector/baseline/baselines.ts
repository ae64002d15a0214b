import type { Baselines } from '../../bundle/baselines-file.ts';
import { joinDoubles } from '../../collection/join-floats.ts';
import type { Recording } from '../recording.ts';
import { type ChannelScale, fitScaling, standardise } from '../scaling.ts';
import { windowEnds, windowMaxima, windowMeans } from '../windows.ts';
import { fitPca, pcaRows } from './pca.ts';
import { fitVar1, pairRows, var1Rows } from './var1.ts';
import { channelMeans, fitWindowMean, scoreWindowMean } from './window-mean.ts';
import { zmaxRows } from './zmax.ts';

export const baselineNames = ['zmax', 'pcaT2', 'pcaSpe', 'windowMean', 'var1'] as const;
export type BaselineName = (typeof baselineNames)[number];

/** Fits every baseline on normal recordings, on a given scale or on their own. */
export function fitBaselines(
  recordings: readonly Recording[],
  windowLength: number,
  scaling: readonly ChannelScale[] = fitScaling(recordings),
): Baselines {
  const channels = recordings[0]?.channels ?? 0;
  const parts = recordings.map((recording) => {
    const rows = standardise(recording, scaling);
    const ends = windowEnds(recording, windowLength);
    return {
      rows,
      means: channelMeans(rows, channels, ends, windowLength),
      pairs: pairRows(rows, channels, recording.breakBefore),
    };
  });
  const all = joinDoubles(parts.map(({ rows }) => rows));
  const pairs = {
    from: joinDoubles(parts.map((part) => part.pairs.from)),
    to: joinDoubles(parts.map((part) => part.pairs.to)),
  };
  return {
    windowLength,
    scaling: [...scaling],
    pca: fitPca(all, channels),
    windowMean: fitWindowMean(joinDoubles(parts.map(({ means }) => means)), channels),
    var1: fitVar1(pairs, channels),
  };
}

/** One score per window and baseline; higher is stranger. */
export function scoreBaselines(
  baselines: Baselines,
  recording: Recording,
  ends: Int32Array,
): Record<BaselineName, Float64Array> {
  const { channels, breakBefore } = recording;
  const { windowLength } = baselines;
  const rows = standardise(recording, baselines.scaling);
  const { t2, spe } = pcaRows(baselines.pca, rows, channels);
  const means = channelMeans(rows, channels, ends, windowLength);
  const residual = var1Rows(baselines.var1, rows, channels, breakBefore);
  return {
    zmax: windowMaxima(zmaxRows(rows, channels), ends, windowLength),
    pcaT2: windowMeans(t2, ends, windowLength),
    pcaSpe: windowMeans(spe, ends, windowLength),
    windowMean: scoreWindowMean(baselines.windowMean, means, channels),
    var1: windowMeans(residual, ends, windowLength, windowLength > 1 ? 1 : 0),
  };
}
