import type { StreamPhase } from '@lookout/shared/protocol/presence';
import type { Verdict } from './detect/scored-window.ts';
import type { ExpectedError } from './expected-error.ts';
import type { SourceError } from './source/source-error.ts';
import type { Window } from './window/window.ts';

/** How a stream is doing, as its report tells it. */
export interface Standing {
  readonly phase: StreamPhase;
  readonly code: string | null;
  readonly text: string | null;
}

export const fine = (phase: StreamPhase): Standing => ({ phase, code: null, text: null });

/** Follows a stream by its windows and its failures. */
export class StreamStanding {
  private present: Standing = fine('starting');
  /** What the source says is wrong, while it tries again by itself. */
  private interruption: SourceError | null = null;

  /** @param warn of what was not known before */
  constructor(private readonly warn: (text: string) => void) {}

  get now(): Standing {
    return this.present;
  }

  set(standing: Standing): void {
    this.present = standing;
  }

  after(window: Window, verdict: Verdict): void {
    const standing = standingOf(window, verdict);
    const { interruption } = this;
    // That no row comes is known; why is worth more.
    this.present =
      standing.phase === 'stale' && interruption !== null
        ? { phase: 'stale', code: interruption.code, text: interruption.message }
        : standing;
  }

  interrupted(error: SourceError): void {
    this.interruption = error;
    this.failed(error);
  }

  goesOn(): void {
    this.interruption = null;
  }

  failed({ code, message }: ExpectedError): void {
    if (message !== this.present.text) this.warn(message);
    this.present = { phase: 'failed', code, text: message };
  }
}

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
