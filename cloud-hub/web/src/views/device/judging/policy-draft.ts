import { DecisionKind, type DetectionPolicy } from '@lookout/shared/protocol/presence';
import { type BudgetDays, budgetOf } from './judging-text.ts';

/** A number as its field holds it: text while it is empty or half typed. */
type NumberText = string | number;
/** Empty: as the device's own settings and its bundle say. */
export type Switch = '' | 'on' | 'off';

/** A policy as the form holds it. */
export interface PolicyDraft {
  readonly budget: NumberText;
  readonly budgetDays: BudgetDays;
  readonly decision: DecisionKind | '';
  readonly adaptive: Switch;
  readonly commissioning: Switch;
  readonly raise: NumberText;
  readonly clear: NumberText;
  readonly onSeconds: NumberText;
  readonly offSeconds: NumberText;
}

const defaultOnSeconds = 3;
const defaultOffSeconds = 10;

/** @param policy null: the bundle's own values hold */
export function draftOf(policy: DetectionPolicy | null): PolicyDraft {
  const budget = policy?.alarmsPerDay == null ? null : budgetOf(policy.alarmsPerDay);
  return {
    budget: budget?.count ?? '',
    budgetDays: budget?.days ?? 1,
    decision: policy?.decision ?? '',
    adaptive: switchOf(policy?.adaptive),
    commissioning: switchOf(policy?.commissioning),
    raise: policy?.raiseLevel ?? '',
    clear: policy?.clearLevel ?? '',
    onSeconds: policy === null ? defaultOnSeconds : policy.onDelayMs / 1_000,
    offSeconds: policy === null ? defaultOffSeconds : policy.offDelayMs / 1_000,
  };
}

export function policyOf(draft: PolicyDraft): DetectionPolicy {
  const budget = numberOf(draft.budget);
  return {
    raiseLevel: numberOf(draft.raise),
    clearLevel: numberOf(draft.clear),
    onDelayMs: Math.round((numberOf(draft.onSeconds) ?? defaultOnSeconds) * 1_000),
    offDelayMs: Math.round((numberOf(draft.offSeconds) ?? defaultOffSeconds) * 1_000),
    alarmsPerDay: budget === null ? null : budget / draft.budgetDays,
    decision: draft.decision === '' ? null : draft.decision,
    adaptive: truthOf(draft.adaptive),
    commissioning: truthOf(draft.commissioning),
  };
}

export const decisionFrom = (value: string): DecisionKind | '' =>
  DecisionKind.safeParse(value).data ?? '';
export const switchFrom = (value: string): Switch =>
  value === 'on' || value === 'off' ? value : '';
export const daysFrom = (value: string): BudgetDays =>
  value === '7' ? 7 : value === '30' ? 30 : 1;

const numberOf = (text: NumberText): number | null => (text === '' ? null : Number(text));
const switchOf = (value: boolean | null | undefined): Switch =>
  value == null ? '' : value ? 'on' : 'off';
const truthOf = (value: Switch): boolean | null => (value === '' ? null : value === 'on');
