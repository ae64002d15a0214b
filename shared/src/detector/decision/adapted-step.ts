import type { AdaptedRecord } from '../../protocol/records.ts';
import type { Judge } from './alert-policy.ts';

/** The judge was moved; the stream, the clock and the boot are added by whoever records it. */
export type AdaptedStep = Pick<
  AdaptedRecord,
  | 'type'
  | 'at'
  | 'modelDigest'
  | 'variant'
  | 'reason'
  | 'fromLevel'
  | 'toLevel'
  | 'windows'
  | 'by'
  | 'detail'
>;

interface Move {
  readonly at: number;
  readonly reason: AdaptedRecord['reason'];
  readonly fromLevel: number;
  readonly toLevel: number;
  readonly windows: number | null;
  readonly by: string | null;
}

export const adaptedStep = (move: Move, { modelDigest, variant }: Judge): AdaptedStep => ({
  type: 'adapted',
  ...{ modelDigest, variant },
  ...move,
  detail: detailOf(move),
});

function detailOf({ reason, fromLevel, toLevel, windows, by }: Move): string {
  const levels =
    short(fromLevel) === short(toLevel)
      ? `the level stays at ${short(toLevel)}`
      : `the level goes from ${short(fromLevel)} to ${short(toLevel)}`;
  switch (reason) {
    case 'commissioned':
      return `Fitted to ${windows} of this asset's own windows; ${levels}.`;
    case 'refused':
      return `After ${windows} windows this asset's scores lie outside the bundle's bounds: its values stay in force. Check the asset and its sensors, or train a detector on it.`;
    case 'drift':
      return `The scores have drifted; ${levels}.`;
    case 'reset':
      return `${by} says that this is the new normal, which is being learned; ${levels}.`;
    case 'rezeroed':
      return `${by} took the sensors' present level as their zero; the new normal is being learned; ${levels}.`;
    case 'restored':
      return `${by} put the bundle's own values and zero back; ${levels}.`;
  }
}

const short = (level: number): string => level.toFixed(2);
