import { type Var1, var1Residual } from '@lookout/shared/detector/baseline/var1';
import type { Recording } from '@lookout/shared/detector/recording';
import { type ChannelScale, fitScaling, standardise } from '@lookout/shared/detector/scaling';
import type { Prewhitening } from '@lookout/shared/detector/statistics/prewhiten';

/** The transition of a VAR(1), with the scale of its errors. */
export function fitPrewhitening(
  recordings: readonly Recording[],
  scaling: readonly ChannelScale[],
  { transition }: Var1,
): Prewhitening {
  const errors = recordings.map((recording) => errorRows(recording, scaling, transition));
  return { transition, scaling: fitScaling(errors) };
}

/** The recording as a network is shown it; the first row of every unbroken run has no error and goes. */
export function prewhiten(
  recording: Recording,
  scaling: readonly ChannelScale[],
  prewhitening: Prewhitening,
): Recording {
  const errors = errorRows(recording, scaling, prewhitening.transition);
  return { ...errors, values: standardise(errors, prewhitening.scaling) };
}

function errorRows(
  recording: Recording,
  scaling: readonly ChannelScale[],
  transition: readonly number[],
): Recording {
  const { rows, channels, breakBefore } = recording;
  const z = standardise(recording, scaling);
  const errors = var1Residual(transition, z, channels); // [rows - 1, channels]
  const kept = Array.from({ length: rows }, (_, row) => row).filter(
    (row) => breakBefore[row] === 0,
  );
  const values = new Float64Array(kept.length * channels);
  kept.forEach((row, i) => {
    values.set(errors.subarray((row - 1) * channels, row * channels), i * channels);
  });
  return {
    rows: kept.length,
    channels,
    values,
    breakBefore: Uint8Array.from(kept, (row, i) => (kept[i - 1] === row - 1 ? 0 : 1)),
    labels: recording.labels && Uint8Array.from(kept, (row) => recording.labels?.[row] ?? 0),
  };
}
