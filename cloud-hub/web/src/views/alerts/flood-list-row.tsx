import { UnstyledButton } from '@mantine/core';
import { Age } from '../../components/age.tsx';
import { plural } from '../../components/format.ts';
import { PriorityMark } from '../../components/priority-mark.tsx';
import type { RowPlace } from './alert-list-row.tsx';
import { isAcknowledged } from './alert-order.ts';
import type { FloodRow } from './alert-rows.ts';
import classes from './alerts.module.css';

/** Many alerts of one site at once, as one line with its first-out. */
export function FloodListRow({ row, ...place }: RowPlace & { readonly row: FloodRow }) {
  const { flood, hidden, counts } = row;
  const worst = counts.medium > 0 ? 'medium' : 'low';
  const waiting = hidden.filter((alert) => !isAcknowledged(alert)).length;
  return (
    <li
      aria-setsize={place.count}
      aria-posinset={place.index + 1}
      className={`${classes.row} ${classes.flood}`}
      style={place.style}
    >
      <span className={classes.mark}>
        <PriorityMark priority={worst} acknowledged={waiting === 0} />
      </span>
      <span className={classes.raised}>
        <Age at={flood.firstOut.raisedAt} />
      </span>
      <span className={classes.asset}>{flood.site}</span>
      <span className={classes.what}>
        <UnstyledButton
          id={`row-${row.id}`}
          className={classes.open}
          aria-expanded={place.expanded}
          onClick={place.onToggle}
          onFocus={place.onFocus}
        >
          <strong>Flood of {plural(flood.alerts.length, 'alert')}</strong>: {counts.high} high,{' '}
          {counts.medium} medium, {counts.low} low. First: {flood.firstOut.device},{' '}
          {flood.firstOut.what}
        </UnstyledButton>
      </span>
      <span className={classes.floodMore}>
        {place.expanded ? 'collapse' : `show ${hidden.length}`}
      </span>
      {waiting > 0 && place.onAcknowledge !== null && (
        <UnstyledButton
          className={classes.quick}
          onClick={place.onAcknowledge}
          onFocus={place.onFocus}
          aria-label={`Acknowledge ${waiting} alerts of the flood at ${flood.site}`}
        >
          Acknowledge {waiting}
        </UnstyledButton>
      )}
    </li>
  );
}
