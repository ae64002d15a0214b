import type { Job, JobStage } from '@lookout/shared/protocol/jobs';
import { Lasting } from '../../../components/age.tsx';
import { FactList } from '../../../components/fact-list.tsx';
import { ProgressBar } from '../../../components/progress-bar.tsx';
import rows from '../../../components/rows.module.css';
import { JobMark } from '../job-mark.tsx';
import { figureTexts, percentOf, stageTitle } from '../job-text.ts';
import classes from './job.module.css';

const words: Readonly<Record<JobStage['state'], string>> = {
  waiting: 'to come',
  running: 'running',
  done: 'done',
  skipped: 'skipped',
};

/** What is behind, what is under way and what is to come, with what was measured on the way. */
export function StageList({ job }: { readonly job: Job }) {
  return (
    <section aria-label="Stages">
      <ol className={rows.rows}>
        {job.stages.map((stage) => (
          <Stage key={stage.stage} stage={stage} job={job} />
        ))}
      </ol>
    </section>
  );
}

function Stage({ stage, job }: { readonly stage: JobStage; readonly job: Job }) {
  const cutOff = stage.state === 'running' && job.state !== 'running';
  const state = cutOff ? 'waiting' : stage.state;
  const figures = figureTexts(stage.figures);
  const title = stageTitle(stage.stage);
  const [message = '', ...warnings] = stage.message.split('\n');
  return (
    <li className={classes.stage} data-state={state}>
      <JobMark state={cutOff && job.state === 'failed' ? 'failed' : state} />
      <div>
        <div className={classes.stageHead}>
          <h2>{title}</h2>
          <span className={classes.stageState}>
            {cutOff ? `ended at ${percentOf(stage)}` : words[state]}
            {state === 'running' && `, ${percentOf(stage)}`}
          </span>
          {stage.startedAt !== null && state !== 'skipped' && !cutOff && (
            <span className={classes.elapsed}>
              <Lasting from={stage.startedAt} to={stage.finishedAt} />
            </span>
          )}
        </div>
        {state === 'running' && (
          <ProgressBar
            className={classes.bar}
            max={1}
            value={stage.fraction}
            label={`${title}, progress`}
          />
        )}
        {message !== '' && <p className="muted">{message}</p>}
        {warnings.map((warning) => (
          <p key={warning} className={classes.warning}>
            {warning}
          </p>
        ))}
        {figures.length > 0 && (
          <FactList
            facts={figures.map(({ title: name, text }) => [name, text])}
            className={classes.figures}
          />
        )}
      </div>
    </li>
  );
}
