import type { Calibration, Manifest } from '@lookout/shared/bundle/manifest';
import type { AlertPolicy } from '@lookout/shared/detector/decision/alert-policy';
import type { DetectionPolicy } from '@lookout/shared/protocol/presence';

/** The device's own configuration: what is not stated is left to the bundle. */
export type LocalPolicy = Partial<DetectionPolicy>;

/** So many windows in a row above the raise level raise, below the clear level clear. */
const raiseWindows = 3;
const clearWindows = 5;

/**
 * The policy in force: what the hub wishes, else what the device's file says, else the bundle's levels with
 * delays of 3 and 5 windows.
 */
export function policyOf(
  { calibration, input }: { calibration: Calibration; input: Manifest['input'] },
  desired: DetectionPolicy | null,
  local: LocalPolicy | null,
): AlertPolicy {
  const wish = desired ?? local ?? {};
  const raiseLevel = wish.raiseLevel ?? calibration.raiseLevel;
  // A clear level above the raise level would clear what is being raised.
  const clearLevel = Math.min(wish.clearLevel ?? calibration.clearLevel, raiseLevel);
  return {
    raiseLevel,
    clearLevel,
    onDelayMs: wish.onDelayMs ?? (raiseWindows - 1) * input.periodMs,
    offDelayMs: wish.offDelayMs ?? (clearWindows - 1) * input.periodMs,
    maxPauseMs: input.windowLength * input.periodMs,
  };
}
