import { isWithinBounds } from '@lookout/shared/detector/decision/asset-fit';
import { beginCommissioning } from '@lookout/shared/detector/decision/commissioning';
import { type Learned, nothingLearned } from '@lookout/shared/detector/decision/decision-state';
import type { DecisionGround } from '@lookout/shared/detector/decision/settings';
import type { LearnedOf } from './memory.ts';
import type { ZeroOffset } from './zero-offset.ts';

/**
 * What a new bundle may start with of what was learned under another one. Scores are in calibrated units,
 * each of its own bundle, so a fit to this asset and a level that followed drift hold for both as long as
 * the new manifest admits them; sums of evidence and samples of scores do not. Pure.
 *
 * @param ground of the new bundle
 */
export function inheritLearned(before: Learned, ground: DecisionGround): Learned {
  const { phase, fit } = before.commissioning;
  if (phase === 'restored')
    return {
      ...nothingLearned,
      commissioning: { ...beginCommissioning(false), phase },
      adaptive: before.adaptive,
    };
  if (fit === null) return { ...nothingLearned, adaptive: before.adaptive };
  if (!isWithinBounds(fit, ground.calibration, ground.commissioning)) return nothingLearned;
  // It is fitted again when the new bundle has scored as many windows as the fit rests on.
  const commissioning = { ...beginCommissioning(false), phase: 'commissioned' as const, fit };
  return { ...nothingLearned, commissioning, adaptive: before.adaptive };
}

type Channels = DecisionGround['input']['channels'];

/** Where the asset stands was measured; a zero says how far that is from a bundle's own mean. */
export const moveZero = (zero: ZeroOffset, from: Channels, to: Channels): ZeroOffset =>
  zero === null
    ? null
    : zero.map((offset, c) => {
        const mean = from[c]?.mean ?? 0;
        return mean + offset - (to[c]?.mean ?? mean);
      });

const mostBefore = 2;

/** Of a bundle that comes next, what it and those before it knew. */
export function rememberBefore(
  learned: LearnedOf | null,
  before: readonly LearnedOf[],
  digest: string,
): readonly LearnedOf[] {
  const all = [...(learned === null ? [] : [learned]), ...before];
  const others = all.filter(({ modelDigest }) => modelDigest !== digest);
  return others
    .filter((one, i) => others.findIndex((o) => o.modelDigest === one.modelDigest) === i)
    .slice(0, mostBefore);
}
