import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { applyToJobs } from '../../api/apply-update.ts';
import { fetchJobs } from '../../api/queries.ts';
import { useMe } from '../../api/session.ts';
import { useLiveQuery } from '../../api/use-live-query.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { JobList } from './job-list.tsx';
import classes from './models.module.css';
import { ModelsTabs } from './models-tabs.tsx';
import { NewJobDialog } from './new-job/new-job-dialog.tsx';

/** What is being trained and compressed, and what came of it? */
export function ModelsView() {
  const admin = useMe().data?.role === 'admin';
  const [params, setParams] = useSearchParams();
  const dataset = params.get('dataset') ?? '';
  const [adding, setAdding] = useState(dataset !== '');
  const close = () => {
    setAdding(false);
    setParams({}, { replace: true });
  };
  const page = useLiveQuery({
    room: 'jobs',
    key: ['jobs'],
    fetch: fetchJobs,
    apply: applyToJobs,
  });
  const error = page.error ?? page.failureReason;
  if (error !== null && page.data === undefined)
    return <ErrorNotice what="The jobs cannot be shown" error={error} />;
  return (
    <div className={classes.view}>
      <header className={classes.head}>
        <h1>Models</h1>
        <ModelsTabs />
        {admin && (
          <Button size="xs" variant="default" onClick={() => setAdding(true)} disabled={!page.data}>
            New job…
          </Button>
        )}
      </header>
      {page.data === undefined && <Skeleton height={240} />}
      {page.data?.jobs.length === 0 && <FirstJob admin={admin} />}
      {page.data !== undefined && page.data.jobs.length > 0 && <JobList jobs={page.data.jobs} />}
      {page.data !== undefined && (
        <NewJobDialog
          kinds={page.data.kinds}
          jobs={page.data.jobs}
          dataset={dataset}
          opened={admin && adding}
          onClose={close}
        />
      )}
    </div>
  );
}

function FirstJob({ admin }: { readonly admin: boolean }) {
  return (
    <section className={classes.first}>
      <h2>Nothing was trained here yet</h2>
      <p>
        A training learns from recordings of normal operation (CSV, one row per sample, one column
        per sensor) and makes a detector that any device can run.
        {admin ? ' Start one with “New job…”.' : ' An administrator can start one.'}
      </p>
      <p className="muted">
        On the command line: <code>npx lookout train --data pump.csv --out detectors/pump</code>
      </p>
    </section>
  );
}
