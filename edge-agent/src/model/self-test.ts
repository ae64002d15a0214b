import type { Golden } from '@lookout/shared/bundle/manifest';

/** What a detector said about a golden window. */
export interface GoldenOutput {
  readonly score: number;
  readonly channelError: ArrayLike<number>;
  readonly latentKl: ArrayLike<number>;
}

export interface SelfTest {
  readonly ok: boolean;
  /** Largest |output - expected| / max(1, |expected|) over all windows and outputs. */
  readonly largestError: number;
  readonly tolerance: number;
  /** In words, with both figures. */
  readonly detail: string;
}

/** A provider without a tolerance of its own is held to the strictest one. */
export const toleranceFor = ({ tolerance }: Golden, provider: string): number =>
  tolerance[provider] ?? Math.min(1e-3, ...Object.values(tolerance));

/** Holds the outputs on *this* device and provider to those that the bundle was built with. */
export function judgeSelfTest(
  golden: Golden,
  outputs: readonly GoldenOutput[],
  provider: string,
): SelfTest {
  const tolerance = toleranceFor(golden, provider);
  const errors = golden.windows.map((expected, i) => {
    const output = outputs[i];
    return output === undefined ? Number.POSITIVE_INFINITY : errorOf(output, expected);
  });
  const largestError = Math.max(...errors);
  const ok = largestError <= tolerance; // NaN is not
  const figures = `largest deviation ${largestError.toExponential(1)}, tolerance ${tolerance.toExponential(1)}`;
  return {
    ok,
    largestError,
    tolerance,
    detail: `${golden.windows.length} golden windows on ${provider}: ${figures}`,
  };
}

function errorOf(output: GoldenOutput, expected: GoldenOutput): number {
  return Math.max(
    deviation(output.score, expected.score),
    largestDeviation(output.channelError, expected.channelError),
    largestDeviation(output.latentKl, expected.latentKl),
  );
}

function largestDeviation(output: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (output.length !== expected.length) return Number.POSITIVE_INFINITY;
  return Math.max(...Array.from(expected, (value, i) => deviation(output[i] ?? Number.NaN, value)));
}

const deviation = (output: number, expected: number): number =>
  Math.abs(output - expected) / Math.max(1, Math.abs(expected));
