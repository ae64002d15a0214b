import type { PlacementMemory, Predicted } from '@lookout/shared/placement/placement';
import type { Load } from '@lookout/shared/protocol/load';
import type { PlacementChoice } from '@lookout/shared/protocol/placement';
import type { PlacedVariant, PlacementScope } from '@lookout/shared/protocol/placements';

/** The last decision on a stream. */
export interface PlacementRow {
  readonly device: string;
  readonly stream: string;
  readonly decidedAt: number;
  readonly release: string | null;
  readonly choice: PlacementChoice;
  readonly policySource: PlacementScope | null;
  readonly predicted: readonly Predicted[];
  readonly memory: PlacementMemory;
}

/** A choice that is another one than before. */
export interface ChoiceRow {
  readonly device: string;
  readonly stream: string;
  readonly at: number;
  readonly number: number;
  readonly release: string | null;
  readonly from: PlacedVariant | null;
  readonly choice: PlacementChoice;
  readonly policySource: PlacementScope | null;
  readonly predicted: readonly Predicted[];
  readonly load: Load | null;
}

export const assetKey = ({ device, stream }: { device: string; stream: string }): string =>
  `${device}/${stream}`;
