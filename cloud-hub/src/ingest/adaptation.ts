import type { ReceivedEvent } from './decode-events.ts';
import type { StoredAdaptation } from './ingest.events.ts';

/** Those among the events that tell how the judge of a stream was moved. */
export function adaptationsOf(events: readonly ReceivedEvent[]): StoredAdaptation[] {
  return events.flatMap(({ address: { device }, queueId, seq, receivedAt, record }) => {
    if (record?.type !== 'adapted') return [];
    const { stream, at, reason, fromLevel, toLevel, windows, by, detail } = record;
    const { modelDigest, variant } = record;
    const told = { stream, at, reason, fromLevel, toLevel, windows, by, detail };
    const id = `${queueId}/${seq}`;
    return [{ device, adaptation: { id, ...told, modelDigest, variant, receivedAt } }];
  });
}
