import type { EventRecord, GapRecord } from '@lookout/shared/protocol/records';
import type { ScoreBlock } from '@lookout/shared/protocol/scores';
import type { Gap } from './gap.ts';
import type { NewRow } from './queue.ts';

type WithoutQueueFields<T> = T extends unknown ? Omit<T, 'seq' | 'replayed'> : never;

/** A record before the queue has numbered it. */
export type EventBody = WithoutQueueFields<EventRecord>;
export type ScoreBody = WithoutQueueFields<ScoreBlock>;

/** What every record says about the device that made it. */
export type RecordStamp = Pick<GapRecord, 'bootId' | 'clock' | 'clockOffsetMs'>;

export const eventRow = (body: EventBody): NewRow => ({ at: body.at, body: JSON.stringify(body) });

export const scoreRow = (body: ScoreBody): NewRow => ({
  at: body.at.at(-1) ?? 0,
  body: JSON.stringify(body),
});

export const gapRow = (gap: Gap, at: number, stamp: RecordStamp): NewRow => ({
  ...eventRow({ type: 'gap', at, sourceAt: null, ...stamp, ...gap }),
  keep: true,
});
