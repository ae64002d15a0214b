import type { DeviceAddress } from '@lookout/shared/protocol/messages';
import type { EventRecord, SeqRange } from '@lookout/shared/protocol/records';
import type { Delivery } from './message.ts';
import { joinRanges } from './ranges.ts';

/** What one queue of one device may delete. */
export interface Acknowledgement {
  readonly address: DeviceAddress;
  readonly queueId: string;
  readonly ranges: readonly SeqRange[];
  /** Of the record that waited longest. */
  readonly receivedAt: number;
}

export interface Committed extends Delivery {
  /** A gap record answers for the numbers that it names, too. */
  readonly record?: EventRecord | null;
}

/** One acknowledgement per queue: exactly what was committed, or is covered by a stored gap record. */
export function acknowledgementsOf(committed: readonly Committed[]): Acknowledgement[] {
  const queues = Map.groupBy(committed, ({ address, queueId }) => `${address.device}/${queueId}`);
  return [...queues.values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    return {
      address: first.address,
      queueId: first.queueId,
      ranges: joinRanges(rows.flatMap(rangesOf)),
      receivedAt: Math.min(...rows.map((row) => row.receivedAt)),
    };
  });
}

function rangesOf({ queueId, seq, record }: Committed): SeqRange[] {
  const own: SeqRange = [seq, seq];
  if (record?.type !== 'gap' || record.lane !== 'events' || record.gapQueueId !== queueId)
    return [own];
  return [own, ...record.ranges.filter(([from, to]) => from >= 1 && to >= from)];
}
