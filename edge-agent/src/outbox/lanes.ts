/**
 * What travels first. `live`: recorded since the connection began. `replayed`: still waiting when it began.
 */
export const lanes = ['liveEvents', 'replayedEvents', 'liveScores', 'replayedScores'] as const;
export type Lane = (typeof lanes)[number];

export const isReplay = (lane: Lane): boolean =>
  lane === 'replayedEvents' || lane === 'replayedScores';
export const isEvents = (lane: Lane): boolean => lane === 'liveEvents' || lane === 'replayedEvents';

/** Unacknowledged messages that a broker that states no receive maximum gets at most. */
export const maxInFlightMessages = 16;

/**
 * The share of the window that a lane may fill: the lower its rank, the more it must leave free, so that a
 * live alert never queues behind history.
 */
const shareOf: Readonly<Record<Lane, number>> = {
  liveEvents: 1,
  replayedEvents: 0.75,
  liveScores: 0.5,
  replayedScores: 0.25,
};

/**
 * May `lane` begin another message?
 * @param inFlight messages of all lanes that are not done with
 * @param window the connection's limit, at least 1
 * @param replayBudget messages that replay may still send before the next tick
 */
export function mayBegin(lane: Lane, inFlight: number, window: number, replayBudget: number) {
  if (isReplay(lane) && replayBudget < 1) return false;
  return inFlight < Math.max(1, Math.floor(window * shareOf[lane]));
}

export const windowOf = (receiveMaximum: number | null): number =>
  Math.max(1, Math.min(maxInFlightMessages, receiveMaximum ?? maxInFlightMessages));
