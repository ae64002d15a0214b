import { isOpen, type JobSummary } from '@lookout/shared/protocol/jobs';
import { Link } from 'react-router';
import { Age, Lasting } from '../../components/age.tsx';
import { CourseFilter, useInCourse } from '../../components/course-filter.tsx';
import { plural } from '../../components/format.ts';
import rows from '../../components/rows.module.css';
import { useFocusKeys } from '../../components/use-focus-keys.ts';
import { JobMark } from './job-mark.tsx';
import { figureTexts, kindWords, progressText } from './job-text.ts';
import classes from './models.module.css';

/** Jobs, the newest first; the address keeps which. */
export function JobList({ jobs }: { readonly jobs: readonly JobSummary[] }) {
  const list = useFocusKeys<HTMLUListElement>('job');
  const shown = useInCourse(jobs, ({ state }) => isOpen(state));
  return (
    <>
      <CourseFilter label="Which jobs" total={plural(shown.length, 'job')} />
      <ul className={rows.rows} ref={list} aria-label="Jobs">
        {shown.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
        {shown.length === 0 && <li className={rows.nothing}>None of these.</li>}
      </ul>
    </>
  );
}

function JobRow({ job }: { readonly job: JobSummary }) {
  const { id, kind, name, state, stages, createdAt, createdBy, startedAt, finishedAt } = job;
  const auroc = figureTexts(stages.findLast(({ figures }) => figures.auroc)?.figures ?? {})[0];
  return (
    <li className={`${rows.linked} ${classes.job}`} data-state={state}>
      <JobMark state={state} />
      <Link to={`/models/jobs/${id}`} className={rows.link} data-focus="job">
        {name}
      </Link>
      <span className={classes.kind}>{kindWords[kind]}</span>
      <span className={classes.progress}>{progressText(job)}</span>
      <span className={classes.figure}>
        {auroc?.title === 'AUROC' ? `AUROC ${auroc.text}` : ''}
      </span>
      <span className={classes.time}>
        {startedAt !== null && (
          <>
            {state === 'running' ? 'for ' : 'took '}
            <Lasting from={startedAt} to={state === 'running' ? null : (finishedAt ?? startedAt)} />
            {' · '}
          </>
        )}
        {createdBy}, <Age at={createdAt} suffix=" ago" />
      </span>
    </li>
  );
}
