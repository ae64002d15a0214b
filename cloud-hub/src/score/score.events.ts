import type { LiveScores } from '@lookout/shared/protocol/live';
import { defineEvent } from '../event-bus/event-bus.ts';

export interface StoredScores {
  readonly device: string;
  /** Windows that were not there before. */
  readonly scores: LiveScores;
}

/** Committed. */
export const scoresStored = defineEvent<readonly StoredScores[]>('scoresStored');
