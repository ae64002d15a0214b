import type { Adaptation } from '@lookout/shared/protocol/adaptations';
import { defineEvent } from '../event-bus/event-bus.ts';

export interface StoredAdaptation {
  readonly device: string;
  readonly adaptation: Adaptation;
}

/** Committed; told again where the device delivered again. */
export const adaptationsStored = defineEvent<readonly StoredAdaptation[]>('adaptationsStored');
