import type { PlanDraft } from './plan-draft.ts';
import type { FleetNames } from './use-fleet-names.ts';

export interface FieldsProps {
  readonly draft: PlanDraft;
  readonly change: (part: Partial<PlanDraft>) => void;
}

export interface NamedFieldsProps extends FieldsProps {
  readonly names: FleetNames;
}
