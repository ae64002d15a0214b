import type {
  AlertPriority,
  ChannelEvidence,
  ClearedRecord,
  EventRecord,
  RaisedRecord,
  SensorFaultRecord,
  UpdatedRecord,
} from '@lookout/shared/protocol/records';
import type { AlertKind } from '@lookout/shared/protocol/rest';
import { describeAnomaly, describeFault } from './describe.ts';

/** What one record says of one alert: anomalies and sensor faults in one shape. */
export interface AlertRecord {
  /** Lower case, as PostgreSQL writes it. */
  readonly alertId: string;
  readonly kind: AlertKind;
  readonly stream: string;
  readonly role: 'raised' | 'updated' | 'cleared';
  readonly at: number;
  readonly seq: number;
  /** Beginning of the trouble: the first window above the level. */
  readonly since: number;
  readonly priority: AlertPriority;
  /** In words. */
  readonly what: string;
  readonly channels: readonly ChannelEvidence[];
  readonly score: number | null;
  readonly peakScore: number | null;
  readonly threshold: number | null;
  readonly modelDigest: string | null;
  readonly variant: string | null;
  readonly clearReason: string | null;
  readonly replayed: boolean;
}

/** Null for a record that is of no alert. */
export function alertRecordOf(record: EventRecord): AlertRecord | null {
  switch (record.type) {
    case 'raised':
    case 'updated':
    case 'cleared':
      return ofAnomaly(record);
    case 'sensorFault':
      return ofSensorFault(record);
    default:
      return null;
  }
}

function ofAnomaly(record: RaisedRecord | UpdatedRecord | ClearedRecord): AlertRecord {
  return {
    alertId: record.alertId.toLowerCase(),
    kind: 'anomaly',
    stream: record.stream,
    role: record.type,
    at: record.at,
    seq: record.seq,
    since: record.type === 'raised' ? record.since : record.at,
    // `cleared` carries none; it counts only where nothing else of the alert has arrived.
    priority: record.type === 'cleared' ? 'medium' : record.priority,
    what: describeAnomaly(record),
    channels: record.channels,
    score: record.score,
    peakScore: record.peakScore,
    threshold: record.threshold,
    modelDigest: record.modelDigest,
    variant: record.variant,
    clearReason: record.type === 'cleared' ? record.reason : null,
    replayed: record.replayed,
  };
}

function ofSensorFault(record: SensorFaultRecord): AlertRecord {
  const { channel, unit, value } = record;
  return {
    alertId: record.faultId.toLowerCase(),
    kind: 'sensorFault',
    stream: record.stream,
    role: record.active ? 'raised' : 'cleared',
    at: record.at,
    seq: record.seq,
    since: record.at,
    // The asset is unwatched on this channel, but nothing says that the process is in danger.
    priority: 'medium',
    what: describeFault(record),
    channels: [{ channel, unit, value, expected: null, share: 1 }],
    score: null,
    peakScore: null,
    threshold: null,
    modelDigest: null,
    variant: null,
    clearReason: record.active ? null : 'returned',
    replayed: record.replayed,
  };
}
