import type { InstallFigures, ReleaseReason } from '@lookout/shared/protocol/release-phase';
import type { InstallRules } from '@lookout/shared/protocol/signed-documents';
import type { Random } from '@lookout/shared/simulator/random';
import type { Fate } from './fleet-plan.ts';

type Stage = 'SELF_TEST' | 'SHADOW' | 'TRIAL';

const troubles: Readonly<Partial<Record<Fate, ReleaseReason & { readonly at: Stage }>>> = {
  selfTest: { at: 'SELF_TEST', code: 'selfTest', text: 'golden window 2: score 4.1, expected 1.3' },
  disagreement: { at: 'SHADOW', code: 'disagreement', text: 'agrees on 61 % of the windows' },
  latency: { at: 'TRIAL', code: 'latency', text: 'p95 of 19,800 µs, 1,200 µs before' },
  crashLoop: { at: 'TRIAL', code: 'crashLoop', text: 'the inference process died 3 times' },
};

/** How a stage ends badly for this device; null: it ends well. */
export function troubleOf(fate: Fate, stage: Stage): ReleaseReason | null {
  const trouble = troubles[fate];
  return trouble?.at === stage ? { code: trouble.code, text: trouble.text } : null;
}

/** Plausible figures, bad ones where the fate is bad; null before the shadow. */
export function figuresOf(
  { fate, random }: { readonly fate: Fate; readonly random: Random },
  { shadowWindows: windows }: InstallRules,
  stage: Stage,
): InstallFigures | null {
  if (stage === 'SELF_TEST') return null;
  const agreement = fate === 'disagreement' ? 0.61 : 0.98 + 0.02 * random.uniform();
  const oldAbove = Math.round(windows * 0.005);
  const isSlow = fate === 'latency' && stage === 'TRIAL';
  const latencyUs = isSlow ? 19_800 : 900 + 100 * random.uniform();
  return {
    windows,
    agreement: windows === 0 ? null : agreement,
    oldAbove,
    newAbove: oldAbove + Math.round(windows * (1 - agreement)),
    oldLatencyP95Us: 1_200,
    ...{ newLatencyP95Us: latencyUs, newLatencyLowUs: 0.9 * latencyUs, latencyFloorUs: 5_000 },
    memoryBytes: 96_000_000,
    addedMemoryBytes: 12_000_000,
    crashes: fate === 'crashLoop' && stage === 'TRIAL' ? 3 : 0,
  };
}
