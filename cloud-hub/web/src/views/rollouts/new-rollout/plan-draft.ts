import { type MaintenanceWindow, RolloutPlan } from '@lookout/shared/protocol/rollouts';
import type { NewRollout } from '../../../api/rollouts.ts';
import { type GateDraft, gateDefaults, gatesOf } from './gate-draft.ts';
import { type NumberField, numberOf } from './number-field.ts';
import { planProblem } from './plan-problem.ts';
import { defaultWaves, type WaveDraft, waveOf } from './wave-draft.ts';

/** The form of a new rollout, as it is typed; times in the units that people use. */
export interface PlanDraft {
  readonly name: string;
  readonly release: string;
  readonly variant: string;
  readonly sites: readonly string[];
  readonly devices: readonly string[];
  readonly streams: readonly string[];
  /** "line=3". */
  readonly labels: readonly string[];
  readonly waves: readonly WaveDraft[];
  readonly gates: GateDraft;
  readonly acceptMinutes: NumberField;
  readonly downloadMinutes: NumberField;
  readonly installMinutes: NumberField;
  readonly shadowWindows: NumberField;
  readonly trialWindows: NumberField;
  /** As a datetime field gives it, the reader's own zone; empty: when it is approved. */
  readonly startAt: string;
  readonly windows: readonly MaintenanceWindow[];
}

export const emptyPlan = (release: string): PlanDraft => ({
  ...{ name: '', release, variant: 'auto', sites: [], devices: [], streams: [], labels: [] },
  waves: defaultWaves,
  gates: gateDefaults,
  ...{ acceptMinutes: 10, downloadMinutes: 60, installMinutes: 60 },
  ...{ shadowWindows: 60, trialWindows: 60, startAt: '', windows: [] },
});

export type Planned = { readonly plan: NewRollout } | { readonly problem: string };

const minuteMs = 60_000;

/** What is sent, or the first thing that does not stand. */
export function planOf(draft: PlanDraft): Planned {
  if (draft.release === '') return { problem: 'Choose a release.' };
  if (draft.name.trim() === '') return { problem: 'Give the rollout a name.' };
  const labels = draft.labels.map((text) => text.split('='));
  const bad = draft.labels.find((_, at) => labels[at]?.length !== 2 || labels[at].includes(''));
  if (bad !== undefined) return { problem: `Label ${bad}: expected name=value.` };
  const { gates } = draft;
  const plan = {
    ...{ name: draft.name, release: draft.release, variant: draft.variant },
    target: {
      ...{ sites: draft.sites, devices: draft.devices, streams: draft.streams },
      labels: Object.fromEntries(labels),
    },
    waves: draft.waves.map(waveOf),
    gates: gatesOf(gates),
    deadlines: {
      acceptMs: ms(draft.acceptMinutes),
      downloadMs: ms(draft.downloadMinutes),
      installMs: ms(draft.installMinutes),
    },
    install: {
      shadowWindows: numberOf(draft.shadowWindows),
      trialWindows: numberOf(draft.trialWindows),
      maxInstallMs: ms(draft.installMinutes),
      ...limitsOf(gatesOf(gates)),
    },
    schedule: {
      startAt: draft.startAt === '' ? null : Date.parse(draft.startAt),
      windows: draft.windows,
    },
  };
  return checked(plan);
}

/** A device judges its own bundle by the same limits that halt the rollout. */
const limitsOf = (gates: ReturnType<typeof gatesOf>) => ({
  minAgreement: gates.minAgreement,
  maxLatencyUs: gates.maxLatencyUs,
  maxLatencyRatio: gates.maxLatencyRatio,
  maxAddedMemoryBytes: gates.maxAddedMemoryBytes,
});

function checked(plan: unknown): Planned {
  const parsed = RolloutPlan.safeParse(plan);
  if (parsed.success) return { plan: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: issue === undefined ? 'The plan does not stand.' : planProblem(issue) };
}

const ms = (minutes: NumberField): number => Math.round(numberOf(minutes) * minuteMs);
