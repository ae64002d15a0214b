import type { CaptureState } from '@lookout/shared/protocol/datasets';

/** What is known of a capture when it is decided what comes next. */
export interface CaptureFacts {
  readonly state: CaptureState;
  readonly expiresAt: number;
  /** Null until the first chunk has come. */
  readonly total: number | null;
  readonly received: number;
  readonly askedAt: number | null;
  /** When the last chunk came. */
  readonly heardAt: number | null;
  /** How often the device was asked since then. */
  readonly asks: number;
  /** What the device answered to the last asking. */
  readonly answer: { readonly ok: boolean; readonly detail: string } | null;
  readonly online: boolean;
  /** The device, or this hub, has just come back: what was on its way is lost. */
  readonly cameBack: boolean;
}

export type CaptureStep =
  | { readonly kind: 'wait' | 'ask' | 'finish' | 'expire' }
  | { readonly kind: 'fail'; readonly detail: string };

/** The device's answer may overtake its last chunks. */
export const settleMs = 3_000;
/** Without a chunk for so long the device is asked again: it may have been busy, or have lost the command. */
export const quietMs = 60_000;
export const mostAsks = 10;

/** What to do about a capture. Pure. */
export function nextStep(facts: CaptureFacts, now: number): CaptureStep {
  const { state, total, received, answer, asks } = facts;
  if (state !== 'waiting' && state !== 'running') return { kind: 'wait' };
  if (total !== null && received >= total) return { kind: 'finish' };
  if (now > facts.expiresAt) return { kind: 'expire' };
  if (answer !== null && !answer.ok) return { kind: 'fail', detail: answer.detail };
  if (!facts.online) return { kind: 'wait' };
  if (facts.askedAt === null || facts.cameBack) return { kind: 'ask' };
  const quiet = now - Math.max(facts.askedAt, facts.heardAt ?? 0);
  if (quiet < (answer === null ? quietMs : settleMs)) return { kind: 'wait' };
  if (asks < mostAsks) return { kind: 'ask' };
  return {
    kind: 'fail',
    detail:
      total === null
        ? 'the device does not answer: its agent may be too old, or busy for too long'
        : `${total - received} of ${total} blocks do not arrive`,
  };
}
