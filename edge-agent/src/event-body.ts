import type { StreamRecord } from './alert/stream-alerts.ts';
import type { EventBody, RecordStamp } from './outbox/record-body.ts';

/** What every record of a stream carries besides what was said. */
export interface RecordOrigin extends RecordStamp {
  readonly stream: string;
  readonly sourceAt: number | null;
}

export function eventBody(record: StreamRecord, origin: RecordOrigin): EventBody {
  if (record.type === 'sensorFault' || record.type === 'adapted') return { ...record, ...origin };
  return { ...record, ...origin, channels: [...record.channels] };
}
