import { UnstyledButton } from '@mantine/core';
import type { CSSProperties } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Age, Lasting } from '../../components/age.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { isAcknowledged } from './alert-order.ts';
import type { AlertRow } from './alert-rows.ts';
import { modelText, stateText } from './alert-text.ts';
import classes from './alerts.module.css';
import { withParameter } from './filter-url.ts';

export interface RowPlace {
  readonly style: CSSProperties;
  readonly index: number;
  readonly count: number;
  readonly expanded: boolean;
  readonly onFocus: () => void;
  readonly onToggle: () => void;
  /** Null for who may only read. */
  readonly onAcknowledge: (() => void) | null;
}

interface AlertListRowProps extends RowPlace {
  readonly row: AlertRow;
  readonly open: boolean;
}

export function AlertListRow({ row, open, ...place }: AlertListRowProps) {
  const { alert } = row;
  const acknowledged = isAcknowledged(alert);
  return (
    <li
      aria-setsize={place.count}
      aria-posinset={place.index + 1}
      className={classes.row}
      style={place.style}
      data-open={open}
      data-depth={row.depth}
      data-acknowledged={acknowledged}
      data-active={alert.clearedAt === null}
    >
      <span className={classes.mark}>
        <PriorityMark priority={alert.priority} acknowledged={acknowledged} />
      </span>
      <span className={classes.raised}>
        <Age at={alert.raisedAt} />
      </span>
      <span className={classes.asset}>
        {alert.device} <span className="muted">{alert.stream}</span>
      </span>
      <What {...{ row, open, place }} />
      <span className={classes.lasting}>
        <Lasting from={alert.since} to={alert.clearedAt} />
      </span>
      <span className={classes.model}>{modelText(alert)}</span>
      <span className={classes.state}>{stateText(alert)}</span>
      {!acknowledged && place.onAcknowledge !== null && (
        <UnstyledButton
          className={classes.quick}
          onClick={place.onAcknowledge}
          onFocus={place.onFocus}
          aria-label={`Acknowledge ${alert.what}`}
        >
          Acknowledge
        </UnstyledButton>
      )}
    </li>
  );
}

interface WhatProps {
  readonly row: AlertRow;
  readonly open: boolean;
  readonly place: RowPlace;
}

/** The words, which open the side panel, and how many more came of the same trouble. */
function What({ row: { alert, followers }, open, place }: WhatProps) {
  const [parameters] = useSearchParams();
  return (
    <span className={classes.what}>
      <Link
        id={`row-${alert.id}`}
        to={`?${withParameter(parameters, 'alert', alert.id)}`}
        replace
        className={classes.open}
        title={alert.what}
        onFocus={place.onFocus}
        aria-current={open ? 'true' : undefined}
      >
        {alert.what}
      </Link>
      {followers.length > 0 && (
        <UnstyledButton
          className={classes.more}
          aria-expanded={place.expanded}
          onClick={place.onToggle}
          onFocus={place.onFocus}
        >
          {place.expanded ? '−' : '+'}
          {followers.length}
          <span className="visually-hidden"> more of this asset</span>
        </UnstyledButton>
      )}
    </span>
  );
}
