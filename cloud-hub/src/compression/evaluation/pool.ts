import type { BaselineName } from '@lookout/shared/detector/baseline/baselines';
import type { ScoredRecording } from './score-recordings.ts';

/** Windows of several recordings in one row, with the number of each recording's. */
export interface Pool {
  readonly runs: readonly number[];
  readonly labels: Uint8Array;
  readonly scores: Float64Array;
  readonly baselines: Readonly<Record<BaselineName, Float64Array>>;
}

export function poolOf(parts: readonly ScoredRecording[]): Pool {
  const join = (of: (part: ScoredRecording) => Float64Array) =>
    Float64Array.from(parts.flatMap((part) => Array.from(of(part))));
  return {
    runs: parts.map(({ ends }) => ends.length),
    labels: Uint8Array.from(parts.flatMap(({ labels }) => Array.from(labels))),
    scores: join(({ scores }) => scores),
    baselines: perBaseline((name) => join(({ baselines }) => baselines[name])),
  };
}

export const perBaseline = <T>(of: (name: BaselineName) => T): Record<BaselineName, T> => ({
  zmax: of('zmax'),
  pcaT2: of('pcaT2'),
  pcaSpe: of('pcaSpe'),
  windowMean: of('windowMean'),
  var1: of('var1'),
});
