import type { Dataset } from '@lookout/shared/protocol/datasets';
import { Link } from 'react-router';
import { Age } from '../../components/age.tsx';
import { formatNumber, plural } from '../../components/format.ts';
import { periodText, stretchText } from './dataset-text.ts';
import classes from './datasets.module.css';

export function DatasetFacts({ dataset }: { readonly dataset: Dataset }) {
  const { rows, channels, periodMs, fromAt, toAt, recordings, source, note, warnings } = dataset;
  return (
    <>
      {note !== '' && <p>{note}</p>}
      <p>
        {plural(rows, 'row')} of {plural(channels.length, 'channel')}, one {periodText(periodMs)},{' '}
        {stretchText(fromAt, toAt)}.{' '}
        {source.kind === 'capture' ? (
          <>
            Captured from <Link to={`/devices/${source.device}`}>{source.device}</Link>{' '}
            {source.stream}
          </>
        ) : (
          'Uploaded'
        )}{' '}
        by {dataset.createdBy} <Age at={dataset.createdAt} suffix=" ago" />.
      </p>
      {recordings.length > 1 && (
        <details>
          <summary>{plural(recordings.length, 'recording')}</summary>
          <ul className={classes.recordings}>
            {recordings.map(({ file, sha256, rows: count, fromAt: from, toAt: to }) => (
              <li key={sha256}>
                {file}: {formatNumber(count)} rows, {stretchText(from, to)}
              </li>
            ))}
          </ul>
        </details>
      )}
      {warnings.length > 0 && (
        <ul className={classes.warnings} aria-label="Warnings">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </>
  );
}
