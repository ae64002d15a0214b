import type { CommandState } from '@lookout/shared/protocol/rest';

export interface CommandAnswer {
  readonly state:
    | 'none' // nothing was asked yet
    | 'failed' // the hub would not, or could not be reached
    | 'waiting'
    | 'done'
    | 'refused' // by the device
    | 'expired'; // the device has not answered in time
  /** Empty where there is nothing to say. */
  readonly text: string;
}

interface Command {
  readonly error: Error | null;
  readonly sent: CommandState | null;
  readonly now: number;
}

/** Where a command stands, in words. */
export function answerOf({ error, sent, now }: Command): CommandAnswer {
  if (error !== null) return { state: 'failed', text: error.message };
  if (sent === null) return { state: 'none', text: '' };
  if (sent.result !== null)
    return sent.result.ok
      ? { state: 'done', text: sent.result.detail }
      : { state: 'refused', text: `Refused: ${sent.result.detail}` };
  return now < sent.expiresAt
    ? { state: 'waiting', text: 'Sent, waiting for the device' }
    : { state: 'expired', text: 'The device has not answered in time.' };
}
