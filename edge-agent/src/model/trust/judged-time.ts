/** The device's clock, and whether anyone has set it. */
export interface DeviceTime {
  readonly nowMs: number;
  readonly clock: 'synchronized' | 'unsynchronized' | 'unknown';
}

/**
 * The time that expiry is judged by. A clock that is known to be unset says nothing; a device in a
 * container cannot know, and its host's clock is mostly right.
 */
export const judgedTime = ({ nowMs, clock }: DeviceTime, floor: number): number =>
  clock === 'unsynchronized' ? floor : Math.max(nowMs, floor);

/**
 * The floor after a document that is believed. A hub whose clock once ran ahead must not lock the device
 * out for good, so a clock that is known to be right sets the limit.
 */
export const raisedFloor = (floor: number, statedMs: number, { nowMs, clock }: DeviceTime) =>
  Math.max(floor, clock === 'synchronized' ? Math.min(statedMs, nowMs) : statedMs);
