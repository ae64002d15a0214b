import type { Series } from '@lookout/shared/protocol/rest';
import { Age } from '../../components/age.tsx';
import { clockText } from '../../components/age-text.ts';
import { formatLatency, formatScore } from '../../components/format.ts';
import { useCursorTime } from './charts/cursor-store.ts';
import classes from './device.module.css';
import { lastRow, nearestRow } from './series/rows.ts';

/** The score in figures: at the pointer, else the last one with its age. */
export function ScoreLine({
  series,
  silent,
}: {
  readonly series: Series;
  readonly silent: boolean;
}) {
  const time = useCursorTime();
  const row = time === null ? lastRow(series.score) : nearestRow(series.at, time);
  const at = series.at[row];
  return (
    <header className={classes.scoreLine} data-silent={silent}>
      <h2>Score</h2>
      <strong className="number">{formatScore(series.score[row])}</strong>
      <span className="muted">limit</span>
      <span className="number">{formatScore(series.threshold[row])}</span>
      <span className={`${classes.latency} muted`}>
        inference {formatLatency(series.latencyUs[row])}
      </span>
      <span className={classes.when}>
        {at === undefined ? (
          'no score yet'
        ) : time === null ? (
          <Age at={at} suffix=" ago" />
        ) : (
          clockText(at)
        )}
      </span>
      <span className={classes.legend} aria-hidden="true">
        <span className={classes.measured} /> measured <span className={classes.expected} />{' '}
        expected by the model
      </span>
    </header>
  );
}
