import type { Alert } from '@lookout/shared/protocol/rest';
import { Link } from 'react-router';
import { Age, Lasting } from '../../../components/age.tsx';
import { absoluteText } from '../../../components/age-text.ts';
import { formatScore } from '../../../components/format.ts';
import { modelText, stateText } from '../alert-text.ts';
import classes from './panel.module.css';

/** How much of the time before and after an alert the device page shows with it. */
const marginMs = 5 * 60_000;

export function AlertFacts({ alert }: { readonly alert: Alert }) {
  const { device, stream, site, area, score, peakScore, threshold } = alert;
  return (
    <dl className={classes.facts}>
      <dt>Asset</dt>
      <dd>
        <Link to={deviceAt(alert)}>
          {device} {stream}
        </Link>
        , {area === null ? site : `${site}, ${area}`}
      </dd>
      <dt>Raised</dt>
      <dd>
        <Age at={alert.raisedAt} suffix=" ago" />
        <span className="muted"> {absoluteText(alert.raisedAt)}</span>
      </dd>
      <dt>Lasting</dt>
      <dd>
        <Lasting from={alert.since} to={alert.clearedAt} />
      </dd>
      <dt>State</dt>
      <dd>{stateText(alert)}</dd>
      {score !== null && (
        <>
          <dt>Score</dt>
          <dd>
            {formatScore(score)}, peak {formatScore(peakScore)}, limit {formatScore(threshold)}
          </dd>
        </>
      )}
      {(alert.variant ?? alert.modelDigest) !== null && (
        <>
          <dt>Model</dt>
          <dd title={alert.modelDigest ?? undefined}>{modelText(alert)}</dd>
        </>
      )}
    </dl>
  );
}

/** The device page, at the time of the alert once that lies back. */
function deviceAt(alert: Alert): string {
  const parameters = new URLSearchParams({ stream: alert.stream });
  if (alert.clearedAt !== null) {
    parameters.set('from', String(alert.since - marginMs));
    parameters.set('to', String(alert.clearedAt + marginMs));
  }
  return `/devices/${alert.device}?${parameters}`;
}
