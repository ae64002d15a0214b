import type { Status } from '@lookout/shared/protocol/presence';
import type { Presence } from '@lookout/shared/protocol/rest';

/** What the hub knows of a device being there. */
export interface PresenceState {
  readonly presence: Presence;
  /** Why it is offline: it said so, or its broker for it (`will`), or nothing was heard (`silence`). */
  readonly offlineBy: 'will' | 'silence' | null;
  /** What it last said of itself that counted. */
  readonly status: Status | null;
  /** Hub's clock. */
  readonly lastSeenAt: number | null;
}

export type Evidence =
  | {
      readonly kind: 'status';
      readonly status: Status;
      readonly retained: boolean;
      readonly at: number;
    }
  /** Any other message that was sent just now. */
  | { readonly kind: 'heard'; readonly at: number }
  | { readonly kind: 'clock'; readonly at: number }
  /** This hub begins, and was the broker: nobody can be connected. */
  | { readonly kind: 'brokerBegan' };

/** Devices send a load sample far more often; a broker's will comes earlier where there is one. */
export const silenceMs = 90_000;

/**
 * The presence rules of protocol.md. A will counts only if its session number is the current one: a broker
 * may publish the will of an old connection after the new one has said that it is online. A retained
 * "online" proves nothing: a broker that died with its devices keeps it. The same object comes back when
 * nothing changes.
 */
export function nextPresence(state: PresenceState, evidence: Evidence): PresenceState {
  switch (evidence.kind) {
    case 'brokerBegan':
      return { ...state, presence: 'unknown', offlineBy: null };
    case 'clock':
      return isSilent(state, evidence.at)
        ? { ...state, presence: 'offline', offlineBy: 'silence' }
        : state;
    case 'heard':
      // A device that said goodbye says "online" before all else when it is back; what comes otherwise was late.
      return state.offlineBy === 'will'
        ? state
        : { ...state, presence: 'online', offlineBy: null, lastSeenAt: evidence.at };
    case 'status':
      return withStatus(state, evidence);
  }
}

const isSilent = (state: PresenceState, now: number): boolean =>
  state.presence === 'online' && now - (state.lastSeenAt ?? 0) > silenceMs;

function withStatus(
  state: PresenceState,
  { status, retained, at }: Extract<Evidence, { kind: 'status' }>,
): PresenceState {
  if (isOutdated(state.status, status)) return state;
  if (!status.online) return { ...state, status, presence: 'offline', offlineBy: 'will' };
  if (!retained) return { presence: 'online', offlineBy: null, status, lastSeenAt: at };
  return state.presence === 'online'
    ? { ...state, status }
    : { ...state, status, presence: 'unknown', offlineBy: null };
}

/**
 * Of an older session than the current one. A device that lost its disk counts its sessions from the
 * beginning: its "online" is believed when it was said later; a will must match, whatever its time.
 */
function isOutdated(current: Status | null, said: Status): boolean {
  if (current === null || said.session >= current.session) return false;
  return !said.online || said.at <= current.at;
}

/** Shorter ones are reconnects: they would push out of the history what a rollout has to know. */
const leastAbsenceMs = 30_000;

export interface Absence {
  readonly from: number;
  readonly to: number;
}

/** The absence that ended with this change; null where none did, or nobody knows when it began. */
export function absenceBetween(before: PresenceState, after: PresenceState): Absence | null {
  if (before.presence !== 'offline' || after.presence !== 'online') return null;
  const [from, to] = [before.lastSeenAt, after.lastSeenAt];
  return from === null || to === null || to - from < leastAbsenceMs ? null : { from, to };
}
