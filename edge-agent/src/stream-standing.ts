import type { StreamPhase } from '@lookout/shared/protocol/presence';
import type { Verdict } from './detect/scored-window.ts';
import type { Window } from './window/window.ts';

/** How a stream is doing, as its report tells it. */
export interface Standing {
  readonly phase: StreamPhase;
  readonly code: string | null;
  readonly text: string | null;
}

export const fine = (phase: StreamPhase): Standing => ({ phase, code: null, text: null });

/** After one more window. */
export function standingOf({ quality }: Window, verdict: Verdict): Standing {
  if (verdict.kind === 'scored') return fine('scoring');
  if (verdict.kind === 'failed')
    return { phase: 'failed', code: verdict.code, text: verdict.message };
  if (quality.scored) return fine('notScored');
  const { reason, channel } = quality;
  if (reason === 'filling') return fine('filling');
  const why = texts[reason];
  const text = channel === null ? why : `${channel}: ${why}`;
  return { phase: reason === 'stale' ? 'stale' : 'notScored', code: reason, text };
}

const texts = {
  gap: 'rows were missing; the window fills anew',
  missingChannel: 'no value',
  nonFinite: 'a value that is not finite',
  sensorFault: 'the sensor cannot be believed',
  stale: 'no row for longer than the stream allows',
} as const;
