import type {
  FleetModel,
  Outcome,
} from '../../../cloud-hub/src/rollout/engine/sleeping-fleet.fixture.ts';

export interface SilenceTask {
  readonly name: string;
  readonly model: FleetModel;
  readonly seed: number;
}
export type SilenceAnswer = Outcome;
