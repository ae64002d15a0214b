import type { Adaptation } from '@lookout/shared/protocol/adaptations';
import type { Alert, Asset } from '@lookout/shared/protocol/rest';

/** A scoring asset of an online device; give what matters to the case. */
export function assetOf(given: Partial<Asset> = {}): Asset {
  return {
    site: 'plant-a',
    area: 'Hall 1',
    device: 'pump-1',
    stream: 'loop',
    presence: 'online',
    phase: 'scoring',
    errorText: null,
    lastScoreAt: 100_000,
    periodMs: 1_000,
    score: 0.4,
    threshold: 4,
    sparkline: [],
    openAlerts: 0,
    worstPriority: null,
    sensorFaults: 0,
    headline: null,
    ...given,
  };
}

/** An unacknowledged, active anomaly. */
export function alertOf(given: Partial<Alert> = {}): Alert {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    kind: 'anomaly',
    site: 'plant-a',
    device: 'pump-1',
    stream: 'loop',
    area: 'Hall 1',
    priority: 'medium',
    state: 'unacknowledgedActive',
    what: 'Pressure 0.31 bar, expected 0.05',
    since: 100_000,
    raisedAt: 102_000,
    receivedAt: 102_050,
    clearedAt: null,
    clearReason: null,
    resetBy: null,
    replayed: false,
    score: 7.3,
    peakScore: 9.1,
    threshold: 4,
    channels: [],
    modelDigest: null,
    variant: 'fp32',
    acknowledgedAt: null,
    acknowledgedBy: null,
    note: null,
    shelvedUntil: null,
    shelvedBy: null,
    shelveReason: null,
    chattering: false,
    ...given,
  };
}

/** The level has followed slow drift. */
export function adaptationOf(given: Partial<Adaptation> = {}): Adaptation {
  return {
    id: 'queue/1',
    stream: 'loop',
    at: 100_000,
    receivedAt: 100_050,
    reason: 'drift',
    fromLevel: 4,
    toLevel: 4.5,
    windows: null,
    by: null,
    detail: 'The level followed slow drift.',
    modelDigest: 'a'.repeat(64),
    variant: 'fp32',
    ...given,
  };
}
