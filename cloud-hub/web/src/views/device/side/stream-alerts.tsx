import type { Alert } from '@lookout/shared/protocol/rest';
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { Lasting } from '../../../components/age.tsx';
import { formatNumber } from '../../../components/format.ts';
import { PriorityMark } from '../../../components/priority-mark.tsx';
import { compareAlerts, isAcknowledged } from '../../alerts/alert-order.ts';
import { stateText } from '../../alerts/alert-text.ts';
import { isStandingAnomaly } from '../standing.ts';
import classes from './side.module.css';

const shownSensors = 3;

interface StreamAlertsProps {
  readonly device: string;
  readonly alerts: readonly Alert[];
  /** "This is the new normal"; null for who may not say so, and where nothing could be reset. */
  readonly onReset: (() => void) | null;
}

/** What is open here, with the sensors behind it; the rest stands in the alert list. */
export function StreamAlerts({ device, alerts, onReset }: StreamAlertsProps) {
  const open = alerts.filter((alert) => alert.state !== 'normal').toSorted(compareAlerts);
  return (
    <section className={classes.block} aria-label="Open alerts">
      <h2>
        {open.length === 0 ? 'No open alert' : 'Open alerts'}
        <Link className={classes.all} to={`/alerts?state=all&shelved=show&device=${device}`}>
          all of this device
        </Link>
      </h2>
      {open.length > 0 && (
        <ul className={classes.alerts}>
          {open.map((alert) => (
            <OpenAlert key={alert.id} alert={alert} onReset={onReset} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface OpenAlertProps {
  readonly alert: Alert;
  readonly onReset: (() => void) | null;
}

function OpenAlert({ alert, onReset }: OpenAlertProps) {
  const sensors = alert.channels.toSorted((a, b) => b.share - a.share).slice(0, shownSensors);
  return (
    <li>
      <span className={classes.alertHead}>
        <PriorityMark priority={alert.priority} acknowledged={isAcknowledged(alert)} />
        <Link to={`/alerts?alert=${alert.id}`}>{alert.what}</Link>
      </span>
      <p className={`${classes.alertState} small muted`}>
        {stateText(alert)}, <Lasting from={alert.since} to={alert.clearedAt} />
      </p>
      <ul className={classes.sensors} aria-label="Contributing sensors">
        {sensors.map(({ channel, value, expected, unit, share }) => (
          <li key={channel} className="small">
            <span className={classes.share} style={{ width: `${share * 100}%` }} />
            <span className={classes.sensorName}>{channel}</span>
            <span className="number">
              {formatNumber(value, expected)} / {formatNumber(expected, value)} {unit}
            </span>
          </li>
        ))}
      </ul>
      {onReset !== null && isStandingAnomaly(alert) && (
        <Button className={classes.newNormal} size="compact-xs" variant="default" onClick={onReset}>
          This is the new normal…
        </Button>
      )}
    </li>
  );
}
