import { isOpen, type JobSummary } from '@lookout/shared/protocol/jobs';
import { Link, useSearchParams } from 'react-router';
import { Age, Lasting } from '../../components/age.tsx';
import { plural } from '../../components/format.ts';
import { useFocusKeys } from '../../components/use-focus-keys.ts';
import { withParameter } from '../alerts/filter-url.ts';
import { JobMark } from './job-mark.tsx';
import { figureTexts, kindWords, progressText } from './job-text.ts';
import classes from './models.module.css';

const filters = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'Under way' },
  { value: 'ended', label: 'Ended' },
] as const;

/** Jobs, the newest first; the address keeps which. */
export function JobList({ jobs }: { readonly jobs: readonly JobSummary[] }) {
  const [parameters, setParameters] = useSearchParams();
  const list = useFocusKeys<HTMLUListElement>('job');
  const wanted = parameters.get('state') ?? 'all';
  const shown = jobs.filter(
    ({ state }) => wanted === 'all' || isOpen(state) === (wanted === 'open'),
  );
  const show = (value: string) =>
    setParameters(withParameter(parameters, 'state', value === 'all' ? null : value), {
      replace: true,
    });
  return (
    <>
      <div className={classes.filters} role="toolbar" aria-label="Which jobs">
        {filters.map(({ value, label }) => (
          <button
            key={value}
            type="button"
            className={classes.filter}
            aria-pressed={wanted === value}
            onClick={() => show(value)}
          >
            {label}
          </button>
        ))}
        <output className={classes.total}>{plural(shown.length, 'job')}</output>
      </div>
      <ul className={classes.jobs} ref={list} aria-label="Jobs">
        {shown.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
        {shown.length === 0 && <li className={classes.nothing}>None of these.</li>}
      </ul>
    </>
  );
}

function JobRow({ job }: { readonly job: JobSummary }) {
  const { id, kind, name, state, stages, createdAt, createdBy, startedAt, finishedAt } = job;
  const auroc = figureTexts(stages.findLast(({ figures }) => figures.auroc)?.figures ?? {})[0];
  return (
    <li className={classes.job} data-state={state}>
      <JobMark state={state} />
      <Link to={`/models/jobs/${id}`} className={classes.name} data-focus="job">
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
