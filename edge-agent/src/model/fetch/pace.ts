import { maxUnitsPerBlock, maxUnitsPerRequest, unitBytes } from '@lookout/shared/protocol/blocks';

/** How much is asked for at a time, and what was measured of the link. Times are of a clock that is never set, ms. */
export interface Pace {
  /** That may be on their way: asked for and not there. */
  readonly units: number;
  readonly unitsPerBlock: number;
  /** That came lately, and how long the line was busy with them; what is older counts less. */
  readonly bytes: number;
  readonly busyMs: number;
  /** The most that it was, and not long ago: a packet lost on the way makes a line stand still, not slow. */
  readonly bestRate: number | null;
  /** There and back at the quickest, on this connection; null: not measured. */
  readonly wayMs: number | null;
  /** When the last block came; null: the line has been silent or cut since. */
  readonly lastAt: number | null;
  /** From a request to a block, and how much that varies (RFC 6298); null: not measured. */
  readonly answerMs: number | null;
  readonly variationMs: number;
  /** Times in a row that nothing came. */
  readonly silences: number;
}

export interface Arrival {
  readonly at: number;
  readonly askedAt: number;
  /** It was asked for more than once: it may answer an earlier request (Karn's rule). */
  readonly askedAgain: boolean;
  readonly bytes: number;
}

export const firstPace: Pace = {
  ...{ units: 2, unitsPerBlock: 1, bytes: 0, busyMs: 0, bestRate: null, wayMs: null },
  ...{ lastAt: null, answerMs: null, variationMs: 0, silences: 0 },
};
/** Of the link, waits at the hub at most: a halt waits behind no more than this. */
const waitsMs = 1_000;
/** However long a way seems, no more than this of the link is taken to be on it. */
const longestWayMs = 2_000;
/** One is on its way while the next is asked for: of one at a time, each would cost a way there and back. */
const leastUnits = 2;
const [halfLifeMs, bestHalfLifeMs] = [1_500, 10_000];
const unmeasuredMs = 5_000;
const [leastMs, mostMs] = [2_000, 60_000];

/**
 * How much may be on its way after a block has come. The link's rate is what came over the time in which the line
 * was busy, so neither the way there and back nor a pause between two requests makes a link look slow; of that,
 * as with BBR, the best of the last while.
 */
export function afterBlock(pace: Pace, arrival: Arrival): Pace {
  const timed = arrival.askedAgain ? pace : withAnswer(pace, arrival.at - arrival.askedAt);
  const counted = { ...withBusy(timed, arrival), lastAt: arrival.at, silences: 0 };
  const rate = bytesPerSecond(counted);
  // About a second waits at the hub, and what the way itself holds is on it.
  const holdsMs = waitsMs + Math.min(longestWayMs, counted.wayMs ?? 0);
  const wanted = rate === null ? maxUnitsPerRequest : (rate * holdsMs) / 1000 / unitBytes;
  // Blocks that came in one burst say too much of the link: with each, room is made for one more.
  const most = pace.units + Math.ceil(arrival.bytes / unitBytes);
  return sized(counted, Math.max(leastUnits, Math.min(Math.round(wanted), most)));
}

/** The broker has acknowledged a request: a way there and back, with nothing to carry. */
export const afterRequest = (pace: Pace, tookMs: number): Pace => ({
  ...{ ...pace, wayMs: Math.min(pace.wayMs ?? tookMs, tookMs) },
});

/** One that had come before: it says nothing of the link but that it was busy. */
export const afterRepeated = (pace: Pace, at: number): Pace => ({ ...pace, lastAt: at });

/** Nothing came for as long as `timeoutMs`: how long the line was busy is not known. */
export const afterSilence = (pace: Pace): Pace =>
  sized({ ...pace, silences: pace.silences + 1, lastAt: null }, Math.floor(pace.units / 2));

/** Another connection, perhaps another way. */
export const afterReconnect = (pace: Pace): Pace => ({
  ...{ ...pace, wayMs: null, lastAt: null, silences: 0 },
});

/** Of the link; null until blocks have come one after the other. */
export const bytesPerSecond = ({ bestRate }: Pace): number | null => bestRate;

/** Without a block for so long, it is asked again. */
export function timeoutMs({ answerMs, variationMs, silences }: Pace): number {
  const once = answerMs === null ? unmeasuredMs : Math.max(leastMs, answerMs + 4 * variationMs);
  return Math.min(mostMs, once * 2 ** Math.min(silences, 10));
}

/** The line began with this block when the one before was through, or the request had come, whichever was later. */
function withBusy(pace: Pace, { at, askedAt, bytes }: Arrival): Pace {
  const { lastAt, wayMs } = pace;
  const reachedAt = askedAt + (wayMs ?? 0);
  const wasBusy = lastAt !== null && lastAt >= reachedAt;
  if (!wasBusy && at <= reachedAt) return pace;
  const tookMs = at - (wasBusy ? lastAt : reachedAt);
  const keep = 0.5 ** (tookMs / halfLifeMs);
  const lately = { bytes: pace.bytes * keep + bytes, busyMs: pace.busyMs * keep + tookMs };
  // What came within less than a way there and back may have come in one burst, or after a late request.
  const rate = (1000 * lately.bytes) / Math.max(1, wayMs ?? 0, lately.busyMs);
  const faded = (pace.bestRate ?? 0) * 0.5 ** (tookMs / bestHalfLifeMs);
  return { ...pace, ...lately, bestRate: Math.max(rate, faded) };
}

/** RFC 6298, 2.2 and 2.3. */
function withAnswer(pace: Pace, sample: number): Pace {
  if (pace.answerMs === null) return { ...pace, answerMs: sample, variationMs: sample / 2 };
  const variationMs = 0.75 * pace.variationMs + 0.25 * Math.abs(pace.answerMs - sample);
  return { ...pace, variationMs, answerMs: 0.875 * pace.answerMs + 0.125 * sample };
}

/** An eighth of what is on its way a block, so that others get between. */
function sized(pace: Pace, wanted: number): Pace {
  const units = Math.max(1, Math.min(maxUnitsPerRequest, wanted));
  const unitsPerBlock = Math.max(1, Math.min(maxUnitsPerBlock, Math.floor(units / 8)));
  return { ...pace, units, unitsPerBlock };
}
