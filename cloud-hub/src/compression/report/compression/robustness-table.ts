import { none, percent, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import { cells, table } from '../tables.ts';
import type { CompressionReport, RobustnessRow } from './compression-report-data.ts';
import { signed } from './figures.ts';

const faultWords = {
  stuck: 'stuck',
  drift: 'drift',
  spike: 'spikes',
  scale: 'scale',
  noise: 'noise',
  delay: 'delay',
  brokenCorrelation: 'broken correlation',
} as const;

function titleOf({ disturbance }: RobustnessRow): string {
  switch (disturbance.kind) {
    case 'noise':
      return `noise within ±${disturbance.epsilon} sd`;
    case 'raise':
      return `attack within ±${disturbance.epsilon} sd, normal windows raised`;
    case 'hide':
      return `attack within ±${disturbance.epsilon} sd, anomalous windows hidden`;
    case 'fault':
      return `one channel failing: ${faultWords[disturbance.fault]}`;
  }
}

/** Share of verdicts that flip and how far the score moves, before and after, disturbance by disturbance. */
export function robustnessSection({ robustness }: CompressionReport): Html {
  if (robustness === null) return html`<p>Not measured.</p>`;
  const { before, after } = robustness;
  const known = new Map(before.map((row) => [titleOf(row), row]));
  const rows = after.map((row) => {
    const title = titleOf(row);
    const old = known.get(title);
    return html`<tr>${cells(title, [
      percent(old?.flipped ?? null),
      percent(row.flipped),
      change(old),
      change(row),
      row.windows,
    ])}</tr>`;
  });
  return html`<p>Verdicts are of single windows against each variant's own level; only windows that were judged rightly before they were disturbed count, but for noise, where all do. The attack knows the model: it takes one step of the whole bound along the sign of the gradient of the score (FGSM); where the bound is wide, one step can overshoot and miss the lowest score. For attacks and noise a flip is a wrong verdict; for a failing channel it is what is wished for: the windows that alarm, of ${plural(faultWindows(after), 'window')} with faults from hardly visible to plain. The score's change is in spreads of its own calibration.</p>
${table(
  ['disturbance', 'flipped, before', 'after', 'score moved by, before', 'after', 'windows'],
  rows,
)}`;
}

const change = (row: RobustnessRow | undefined): string =>
  row?.meanChange === undefined || row.meanChange === null ? none : signed(row.meanChange, 2);

const faultWindows = (rows: readonly RobustnessRow[]): number =>
  rows.reduce(
    (sum, { disturbance, windows }) => sum + (disturbance.kind === 'fault' ? windows : 0),
    0,
  );
