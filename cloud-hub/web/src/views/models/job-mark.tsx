import type { JobStage, JobState } from '@lookout/shared/protocol/jobs';
import classes from './job-mark.module.css';

type Shape = 'waiting' | 'running' | 'done' | 'skipped' | 'failed';

const shapeOf: Readonly<Record<JobState | JobStage['state'], Shape>> = {
  queued: 'waiting',
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  skipped: 'skipped',
  cancelled: 'skipped',
  infeasible: 'failed',
  failed: 'failed',
};

/** Where a job or a stage stands, by shape first; only what needs someone has a warm colour. */
export function JobMark({ state }: { readonly state: JobState | JobStage['state'] }) {
  const shape = shapeOf[state];
  return (
    <svg viewBox="0 0 16 16" className={classes.mark} data-shape={shape} aria-hidden="true">
      {shape === 'failed' ? (
        <path d="M8 2 L14.5 13.5 H1.5 Z" />
      ) : (
        <circle cx="8" cy="8" r={shape === 'done' || shape === 'running' ? 6 : 5.5} />
      )}
      {shape === 'running' && <circle cx="8" cy="8" r="2.5" className={classes.core} />}
      {shape === 'done' && <path d="M5 8.2 L7.2 10.4 L11 6" className={classes.tick} />}
      {shape === 'skipped' && <path d="M5 8 H11" className={classes.line} />}
    </svg>
  );
}
