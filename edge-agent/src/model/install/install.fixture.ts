import type { InstallRules, ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { BelievedWish, Happening, Progress } from './happening.ts';
import { type InstallState, nothingInstalled, type Slot } from './install-state.ts';
import { type InstallStep, nextInstall } from './next-install.ts';

export const sha = (letter: string): string => letter.repeat(64);

export const slot = (letter: string): Slot => ({
  ...{ kind: 'release', release: sha(letter), bundle: sha(letter), variant: 'cpu-fp32' },
  providers: ['cpu'],
});

const file = { sha256: sha('c'), sizeBytes: 100 };
export const offerOf = (bundle: string): ReleaseVariant => ({
  ...{ name: 'cpu-fp32', bundle, providers: ['cpu'], evaluation: null },
  files: { 'manifest.json': file, 'model.onnx': file, 'golden.json': file, 'baselines.json': file },
  thresholds: { raiseLevel: 6, clearLevel: 3, falseAlarmRate: 0.01, alarmsPerDay: null },
});

export const rules: InstallRules = {
  shadowWindows: 10,
  trialWindows: 5,
  maxInstallMs: 60_000,
  minAgreement: 0.9,
  maxLatencyUs: 1_000,
  maxLatencyRatio: 2,
  maxAddedMemoryBytes: 1_000_000,
};

export const wish = (sequence: number, more: Partial<BelievedWish> = {}): Happening => {
  const target = more.target ?? slot('a');
  const named = target.kind === 'own' ? { release: null, variant: null } : target;
  return {
    kind: 'wish',
    wish: {
      ...{ sequence, release: named.release, variant: named.variant, target },
      offer: target.kind === 'own' ? null : offerOf(target.bundle),
      ...{ revert: false, rules, hold: false, ...more },
    },
  };
};

export const refusal = (sequence: number, code: 'badSignature' | 'expired', hold = false) =>
  ({
    kind: 'refused',
    wish: {
      ...{ sequence, release: sha('b'), variant: 'cpu-fp32', hold },
      reason: { code, text: code },
    },
  }) satisfies Happening;

export const fetched: Happening = { kind: 'fetched' };
export const tested = (
  more: Partial<Extract<Happening, { kind: 'selfTested' }>> = {},
): Happening => ({
  ...{ kind: 'selfTested', ok: true, detail: 'fine' },
  ...{ memoryBytes: 9_000_000, addedMemoryBytes: 100_000, hasJudge: true, ...more },
});
export const progress = (
  windows: number,
  judged: number,
  more: Partial<Progress['figures']> = {},
  missed = 0,
): Happening => ({
  kind: 'progress',
  progress: {
    ...{ judged, missed },
    figures: {
      ...{ windows, agreement: 1, oldAbove: 0, newAbove: 0 },
      ...{ oldLatencyP95Us: 100, newLatencyP95Us: 120, newLatencyLowUs: 115, latencyFloorUs: 50 },
      ...{ memoryBytes: 9_000_000, addedMemoryBytes: 100_000, ...more },
    },
  },
});

/** One after the other, at 1, 2, 3 … ms; the last step. */
export function after(
  happenings: readonly Happening[],
  from: InstallState = nothingInstalled('press'),
): InstallStep {
  const start: InstallStep = { state: from, acts: [], told: [] };
  return happenings.reduce((step, one, i) => nextInstall(step.state, one, i + 1), start);
}

/** What leads from nothing to each phase of an assignment 1 of bundle a. */
export const wayTo = {
  OFFERED: [wish(1)],
  DOWNLOADING: [wish(1), { kind: 'fetchBegan' }],
  VERIFIED: [wish(1), fetched, wish(1, { hold: true })],
  SELF_TEST: [wish(1), fetched],
  SHADOW: [wish(1), fetched, tested()],
  TRIAL: [wish(1), fetched, tested(), progress(10, 0)],
  COMMITTED: [wish(1), fetched, tested(), progress(10, 0), progress(10, 5)],
  FAILED: [wish(1), fetched, tested({ ok: false })],
  REVERTED: [wish(1), fetched, tested(), progress(10, 0), progress(10, 2, {}, 3)],
  TIMED_OUT: [wish(1), fetched, tested(), { kind: 'passed', ms: 60_000 }],
  SUPERSEDED: [wish(1), { kind: 'withdrawn' }],
  REJECTED: [refusal(1, 'badSignature')],
} satisfies Record<string, readonly Happening[]>;
export type Way = keyof typeof wayTo;
