import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import { Skeleton } from '@mantine/core';
import { Fragment } from 'react';
import { Link, useSearchParams } from 'react-router';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { compareReleases } from './compare.ts';
import classes from './releases.module.css';
import { useReleases } from './use-releases.ts';

/** Is the one better or smaller than the other? */
export function CompareView() {
  const [parameters] = useSearchParams();
  const list = useReleases();
  if (list.data === undefined)
    return list.error === null ? (
      <Skeleton height={320} />
    ) : (
      <ErrorNotice what="The releases cannot be compared" error={list.error} />
    );
  const find = (name: string) => list.data.releases.find(({ id }) => id === parameters.get(name));
  const [a, b] = [find('a'), find('b')];
  return (
    <div className={classes.view}>
      <nav aria-label="Breadcrumb" className="small">
        <Link to="/models/releases">Releases</Link>
      </nav>
      <h1>Side by side</h1>
      {a === undefined || b === undefined ? (
        <p>Choose two releases that are still there, in the list of releases.</p>
      ) : (
        <Comparison a={a} b={b} />
      )}
    </div>
  );
}

function Comparison({ a, b }: { readonly a: ReleaseSummary; readonly b: ReleaseSummary }) {
  const title = ({ id, manifest }: ReleaseSummary) => (
    <Link to={`/models/releases/${id}`}>
      {manifest.model} {manifest.version}
    </Link>
  );
  return (
    <div className={classes.scroller}>
      <table className={classes.compared}>
        <thead>
          <tr>
            <td />
            <th scope="col">{title(a)}</th>
            <th scope="col">{title(b)}</th>
          </tr>
        </thead>
        <tbody>
          {compareReleases(a.manifest, b.manifest).map((section) => (
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
  );
}
