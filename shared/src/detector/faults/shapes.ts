import type { Random } from '../../simulator/random.ts';
import type { ChannelLevel } from './channel-level.ts';
import type { FaultKind } from './fault.ts';

/** A stretch of one channel that is about to fail. */
export interface Stretch extends ChannelLevel {
  readonly column: Float64Array; // [rows], the whole channel as it truly was
  readonly fromRow: number;
  readonly toRow: number;
  /** 1 where a row does not follow the one before. */
  readonly breakBefore: Uint8Array; // [rows]
  /** 1 where a row is anomalous already; null where none is. */
  readonly labels: Uint8Array | null; // [rows]
}

/** What the failing sensor shows instead, [toRow - fromRow]; null where nothing can be shown. */
type Shape = (stretch: Stretch, severity: number, random: Random) => Float64Array | null;

const eachRow = (
  { fromRow, toRow }: Stretch,
  shown: (row: number, i: number) => number,
): Float64Array => Float64Array.from({ length: toRow - fromRow }, (_, i) => shown(fromRow + i, i));

const at = ({ column }: Stretch, row: number): number => column[row] ?? 0;
const sign = (random: Random): number => (random.uniform() < 0.5 ? -1 : 1);

/** y(t) = x(from - 1); x(from) where the stretch begins a run. */
const stuck: Shape = (stretch) => {
  const { fromRow, breakBefore } = stretch;
  const held = breakBefore[fromRow] === 1 ? at(stretch, fromRow) : at(stretch, fromRow - 1);
  return eachRow(stretch, () => held);
};

/** y(t) = x(t) ± s·σ·(t - from + 1)/(to - from): s·σ away on the last row. */
const drift: Shape = (stretch, severity, random) => {
  const end = sign(random) * severity * stretch.spread;
  const rows = stretch.toRow - stretch.fromRow;
  return eachRow(stretch, (row, i) => at(stretch, row) + (end * (i + 1)) / rows);
};

const spikeShare = 0.2;

/** y(t) = x(t) ± s·σ on the first row and on one in five of the others, the sign drawn anew each time. */
const spike: Shape = (stretch, severity, random) =>
  eachRow(stretch, (row, i) => {
    const hit = i === 0 || random.uniform() < spikeShare;
    return at(stretch, row) + (hit ? sign(random) * severity * stretch.spread : 0);
  });

/** y(t) = m + (1 + s)·(x(t) - m), m the channel's median. */
const scale: Shape = (stretch, severity) =>
  eachRow(stretch, (row) => stretch.median + (1 + severity) * (at(stretch, row) - stretch.median));

/** y(t) = x(t) + s·σ·N(0, 1). */
const noise: Shape = (stretch, severity, random) =>
  eachRow(stretch, (row) => at(stretch, row) + severity * stretch.spread * random.normal());

/** y(t) = x(t - s), and never from before the run began. */
const delay: Shape = (stretch, severity) => {
  const lag = Math.max(1, Math.round(severity));
  const start = stretch.breakBefore.lastIndexOf(1, stretch.fromRow);
  return eachRow(stretch, (row) => {
    // A break inside the stretch begins a run of its own.
    const first = Math.max(start, stretch.breakBefore.lastIndexOf(1, row));
    return at(stretch, Math.max(first, row - lag));
  });
};

/**
 * y(t) = x(t + d): another normal, unbroken stretch of the same channel, drawn from all of them. The
 * channel's own distribution stays, its relation to the others is gone. Null where there is no other.
 */
const brokenCorrelation: Shape = (stretch, _severity, random) => {
  const donors = donorRows(stretch);
  const donor = donors[Math.floor(random.uniform() * donors.length)];
  return donor === undefined ? null : eachRow(stretch, (_row, i) => at(stretch, donor + i));
};

/** First rows of the stretches that may stand in for this one. */
function donorRows({ column, fromRow, toRow, breakBefore, labels }: Stretch): number[] {
  const length = toRow - fromRow;
  const donors: number[] = [];
  let run = 0;
  for (let row = 0; row < column.length; row++) {
    const usable = (row < fromRow || row >= toRow) && labels?.[row] !== 1;
    run = usable ? (breakBefore[row] === 1 ? 1 : run + 1) : 0;
    if (run >= length) donors.push(row + 1 - length);
  }
  return donors;
}

export const faultShapes: Readonly<Record<FaultKind, Shape>> = {
  stuck,
  drift,
  spike,
  scale,
  noise,
  delay,
  brokenCorrelation,
};
