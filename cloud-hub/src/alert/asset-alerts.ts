import type { AssetKey } from '@lookout/shared/protocol/names';
import type { AlertPriority } from '@lookout/shared/protocol/records';

/** What the open alerts of one asset come to; shelved ones do not count. */
export interface AssetAlerts extends AssetKey {
  readonly openAlerts: number;
  readonly worstPriority: AlertPriority;
  /** Active ones. */
  readonly sensorFaults: number;
  /** `what` of the worst. */
  readonly headline: string;
}
