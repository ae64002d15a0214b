import { AlertPriority, ChannelEvidence } from '@lookout/shared/protocol/records';
import { AlertKind } from '@lookout/shared/protocol/rest';
import { z } from 'zod';
import type { AlertRecord } from './alert-record.ts';

/** Place of a record in its alert: `rank` first, then the device's clock, then the queue's number. */
const Place = z.object({ rank: z.int(), at: z.int(), seq: z.int() });
type Place = z.infer<typeof Place>;

const Origin = Place.extend({ since: z.int(), replayed: z.boolean() });
const Evidence = Place.extend({
  priority: AlertPriority,
  what: z.string(),
  channels: z.array(ChannelEvidence),
});
const Latest = Place.extend({
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  modelDigest: z.string().nullable(),
  variant: z.string().nullable(),
});
const Return = Place.extend({ reason: z.string().nullable() });

/**
 * What a device's records say of one alert. Lanes overtake each other, so records come in any order and
 * more than once: every slot keeps the record that comes first or last by its place, never by arrival.
 * Joining is associative, commutative and idempotent (a join semilattice), so any order leads here.
 */
export const AlertFold = z.object({
  kind: AlertKind,
  stream: z.string(),
  /** `raised`, or the earliest record while that is still on its way. */
  origin: Origin,
  /** The newest record that shows the trouble. */
  evidence: Evidence,
  /** The newest record of all. */
  latest: Latest,
  /** Null while the alert is active. */
  returned: Return.nullable(),
  peakScore: z.number().nullable(),
});
export type AlertFold = z.infer<typeof AlertFold>;

const raisedRank = 1;

export function foldOf(record: AlertRecord): AlertFold {
  const { at, seq, role } = record;
  const raised = role === 'raised';
  return {
    kind: record.kind,
    stream: record.stream,
    origin: {
      rank: raised ? raisedRank : 0,
      at,
      seq,
      since: record.since,
      replayed: record.replayed,
    },
    evidence: {
      rank: role === 'cleared' ? 0 : 1,
      at,
      seq,
      priority: record.priority,
      what: record.what,
      channels: [...record.channels],
    },
    latest: {
      rank: 0,
      at,
      seq,
      score: record.score,
      threshold: record.threshold,
      modelDigest: record.modelDigest,
      variant: record.variant,
    },
    returned: role === 'cleared' ? { rank: 0, at, seq, reason: record.clearReason } : null,
    peakScore: record.peakScore,
  };
}

export function joinFolds(a: AlertFold, b: AlertFold): AlertFold {
  const origin = first(a.origin, b.origin);
  return {
    // Of one alert these are equal; of a confused device's, the origin's are taken.
    kind: origin === a.origin ? a.kind : b.kind,
    stream: origin === a.origin ? a.stream : b.stream,
    origin,
    evidence: last(a.evidence, b.evidence),
    latest: last(a.latest, b.latest),
    returned: a.returned && b.returned ? last(a.returned, b.returned) : (a.returned ?? b.returned),
    peakScore: greatest(a.peakScore, b.peakScore),
  };
}

/** True once the `raised` record itself has arrived. */
export const isRaiseKnown = (fold: AlertFold): boolean => fold.origin.rank === raisedRank;

function first<P extends Place>(a: P, b: P): P {
  if (a.rank !== b.rank) return a.rank > b.rank ? a : b;
  return compare(a, b) <= 0 ? a : b;
}

function last<P extends Place>(a: P, b: P): P {
  if (a.rank !== b.rank) return a.rank > b.rank ? a : b;
  return compare(a, b) >= 0 ? a : b;
}

const compare = (a: Place, b: Place): number => a.at - b.at || a.seq - b.seq;

const greatest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);
