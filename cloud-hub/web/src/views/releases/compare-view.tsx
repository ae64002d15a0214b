import type { ReleaseDiff } from '@lookout/shared/protocol/release-diff';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Link, useSearchParams } from 'react-router';
import { fetchDiff } from '../../api/releases.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { compareReleases } from './compare.ts';
import classes from './releases.module.css';

/** Is the one better or smaller than the other? */
export function CompareView() {
  const [parameters] = useSearchParams();
  const [a, b] = [parameters.get('a') ?? '', parameters.get('b') ?? ''];
  const chosen = a !== '' && b !== '';
  const diff = useQuery({
    queryKey: ['release-diff', a, b],
    queryFn: ({ signal }) => fetchDiff(a, b, signal),
    enabled: chosen,
  });
  const error = diff.error ?? diff.failureReason;
  return (
    <div className={classes.view}>
      <nav aria-label="Breadcrumb" className="small">
        <Link to="/models/releases">Releases</Link>
      </nav>
      <h1>Side by side</h1>
      {!chosen && <p>Tick two releases in the list of releases to compare them.</p>}
      {chosen && diff.data === undefined && error !== null && (
        <ErrorNotice what="The releases cannot be compared" error={error} />
      )}
      {chosen && diff.data === undefined && error === null && <Skeleton height={320} />}
      {diff.data !== undefined && <Comparison diff={diff.data} />}
    </div>
  );
}

function Comparison({ diff }: { readonly diff: ReleaseDiff }) {
  const title = ({ id, model, version }: ReleaseDiff['from']) => (
    <Link to={`/models/releases/${id}`}>
      {model} {version}
    </Link>
  );
  return (
    <>
      {diff.lineage.follows && <p className="muted">The second was made to follow the first.</p>}
      <div className={classes.scroller}>
        <table className={classes.compared}>
          <thead>
            <tr>
              <td />
              <th scope="col">{title(diff.from)}</th>
              <th scope="col">{title(diff.to)}</th>
            </tr>
          </thead>
          <tbody>
            {compareReleases(diff).map((section) => (
              <Fragment key={section.title}>
                <tr>
                  <th scope="rowgroup" colSpan={3}>
                    {section.title}
                  </th>
                </tr>
                {section.rows.map(({ name, differs, ...row }) => (
                  <tr key={name} data-differs={differs}>
                    <th scope="row">
                      {name}
                      {differs && <span className="visually-hidden">, differs</span>}
                    </th>
                    <td>{row.a ?? '–'}</td>
                    <td>{differs || row.b === null ? (row.b ?? '–') : 'the same'}</td>
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
