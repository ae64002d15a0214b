import type { AdaptedStep } from './adapted-step.ts';
import { unmoved } from './adaptive-level.ts';
import { type AlertRecord, clear, type Judge } from './alert-policy.ts';
import { quietState } from './alert-state.ts';
import { beginCommissioning } from './commissioning.ts';
import { announce } from './decide.ts';
import type { DecisionState } from './decision-state.ts';
import { noEvidence } from './evidence-sum.ts';
import type { DecisionSettings } from './settings.ts';

export type ResetMode = 'recommission' | 'rezero' | 'restore';

export interface Reset {
  readonly mode: ResetMode;
  /** The operator. */
  readonly by: string;
  readonly at: number;
}

const reasons = { recommission: 'reset', rezero: 'rezeroed', restore: 'restored' } as const;

/**
 * An operator's "this is the new normal" (or: back to the bundle's own): a standing alert is cleared, all
 * that was learned is forgotten, and what comes now counts as normal.
 */
export function resetDecision(
  state: DecisionState,
  { mode, by, at }: Reset,
  settings: DecisionSettings,
  judge: Judge,
): { readonly state: DecisionState; readonly records: readonly (AlertRecord | AdaptedStep)[] } {
  const { alert } = state.alert;
  const cleared = alert === null ? [] : [clear(alert, { at, score: null }, 'reset')];
  const fresh = beginCommissioning(true);
  const next: DecisionState = {
    ...{ alert: quietState, adaptive: unmoved, evidence: noEvidence, told: null },
    commissioning: mode === 'restore' ? { ...fresh, phase: 'restored', vouched: false } : fresh,
  };
  const told = announce(
    state,
    next,
    { at, reason: reasons[mode], windows: null, by },
    settings,
    judge,
  );
  return { state: told.state, records: [...cleared, ...told.records] };
}
