import { maxUnitsPerBlock, unitBytes } from '@lookout/shared/protocol/blocks';

/** How much is asked for at a time, and what was measured of the link. */
export interface Pace {
  readonly units: number;
  readonly unitsPerBlock: number;
  /** Goodput; null until a request has brought more than one block. */
  readonly bytesPerSecond: number | null;
  /** From a request to its first block, and how much that varies (RFC 6298); null: not measured. */
  readonly firstMs: number | null;
  readonly variationMs: number;
  /** Times in a row that nothing came. */
  readonly silences: number;
}

/** What became of one request. */
export type Round =
  | { readonly kind: 'silent' }
  | {
      readonly kind: 'came';
      /** A request after a silence: its first block may answer the one before (Karn's rule). */
      readonly askedAgain: boolean;
      readonly complete: boolean;
      readonly bytes: number;
      readonly firstBytes: number;
      /** From the request to its first and to its last block. */
      readonly firstMs: number;
      readonly lastMs: number;
    };

export const firstPace: Pace = {
  ...{ units: 2, unitsPerBlock: 1, bytesPerSecond: null, firstMs: null, variationMs: 0 },
  silences: 0,
};
/** Of the link, asked for at a time: a halt waits behind no more than this. */
const targetMs = 1_000;
const maxUnits = 512;
const unmeasuredMs = 5_000;
const mostMs = 60_000;

/** How the next request is made after what became of this one. */
export function nextWindow(pace: Pace, round: Round): Pace {
  if (round.kind === 'silent') {
    const units = Math.max(1, Math.floor(pace.units / 2));
    return sized({ ...pace, silences: pace.silences + 1 }, units);
  }
  const timed = round.askedAgain ? pace : withFirst(pace, round.firstMs);
  const spreadMs = Math.max(1, round.lastMs - round.firstMs);
  const spreadBytes = round.bytes - round.firstBytes;
  const measured = spreadBytes > 0 ? (1000 * spreadBytes) / spreadMs : null;
  const bytesPerSecond = blend(pace.bytesPerSecond, measured);
  const wanted =
    bytesPerSecond === null
      ? pace.units * 2
      : Math.floor((bytesPerSecond * targetMs) / 1000 / unitBytes);
  // Blocks that came in one burst say too much of the link: it at most doubles.
  const most = round.complete ? pace.units * 2 : pace.units;
  return sized({ ...timed, bytesPerSecond, silences: 0 }, Math.min(wanted, most));
}

/** Without a block for so long, it is asked again. */
export function timeoutMs({ firstMs, variationMs, silences }: Pace): number {
  const once = firstMs === null ? unmeasuredMs : Math.max(1_000, firstMs + 4 * variationMs);
  return Math.min(mostMs, once * 2 ** Math.min(silences, 10));
}

/** An eighth of a second a block, so that others get between. */
function sized(pace: Pace, wanted: number): Pace {
  const units = Math.max(1, Math.min(maxUnits, wanted));
  const unitsPerBlock = Math.max(1, Math.min(maxUnitsPerBlock, Math.floor(units / 8)));
  return { ...pace, units, unitsPerBlock };
}

/** RFC 6298, 2.2 and 2.3. */
function withFirst(pace: Pace, sample: number): Pace {
  if (pace.firstMs === null) return { ...pace, firstMs: sample, variationMs: sample / 2 };
  const variationMs = 0.75 * pace.variationMs + 0.25 * Math.abs(pace.firstMs - sample);
  return { ...pace, firstMs: 0.875 * pace.firstMs + 0.125 * sample, variationMs };
}

const blend = (old: number | null, sample: number | null): number | null =>
  sample === null ? old : old === null ? sample : (old + sample) / 2;
