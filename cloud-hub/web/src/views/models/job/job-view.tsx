import { isOpen, type Job } from '@lookout/shared/protocol/jobs';
import { Skeleton } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { applyToJob } from '../../../api/apply-update.ts';
import { fetchJob } from '../../../api/queries.ts';
import { useLiveQuery } from '../../../api/use-live-query.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { formWords } from '../job-text.ts';
import classes from './job.module.css';
import { JobHead } from './job-head.tsx';
import { JobResult } from './job-result.tsx';
import { OrderFacts } from './order-facts.tsx';
import { StageList } from './stage-list.tsx';

/** How far is this job, and what came of it? */
export function JobView() {
  const { id = '' } = useParams();
  const detail = useLiveQuery({
    room: `job:${id}`,
    key: ['job', id],
    fetch: (signal) => fetchJob(id, signal),
    apply: applyToJob,
  });
  const error = detail.error ?? detail.failureReason;
  if (error !== null && detail.data === undefined)
    return <ErrorNotice what="This job cannot be shown" error={error} />;
  if (detail.data === undefined) return <Skeleton height={320} />;
  const { job } = detail.data;
  return (
    <div className={classes.view}>
      <nav aria-label="Breadcrumb" className="small">
        <Link to="/models">Models</Link>
      </nav>
      <JobHead job={job} />
      <Trouble job={job} />
      <div className={classes.columns}>
        <StageList job={job} />
        <OrderFacts job={job} />
      </div>
      <JobResult job={job} />
    </div>
  );
}

/** Why it ended early, and what can be done about it. */
function Trouble({ job }: { readonly job: Job }) {
  const { state, errorText, attempt, worker } = job;
  if (state === 'queued')
    return (
      <p className="muted">
        {attempt === 0
          ? 'It waits for a worker.'
          : 'Its worker was stopped; it waits for the next.'}{' '}
        Where this lasts, check that one runs: the hub starts one itself unless LOOKOUT_WORKERS is
        0.
      </p>
    );
  if (isOpen(state))
    return attempt > 1 ? (
      <p className="muted">
        Taken up again by {worker} (attempt {attempt}); finished stages are not run again.
      </p>
    ) : null;
  if (errorText === null) return null;
  if (state === 'cancelled') return <p className="muted">{errorText}</p>;
  const words = formWords(errorText);
  return (
    <div className={classes.trouble} role="alert">
      <h2>It could not be done</h2>
      <p>{errorText}</p>
      {words.length > 0 && <p className="muted">In the form of a new job, {words.join(', ')}.</p>}
    </div>
  );
}
