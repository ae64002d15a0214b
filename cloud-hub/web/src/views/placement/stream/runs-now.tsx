import type { PlacementDetail } from '@lookout/shared/protocol/placements';
import { Age } from '../../../components/age.tsx';
import { formatLatency, formatPercent } from '../../../components/format.ts';
import { decidedBy, placedText, whyText } from '../placement-text.ts';
import classes from './stream.module.css';
import { waitingText } from './waiting-text.ts';

/** What runs and why, in words first. */
export function RunsNow({ detail }: { readonly detail: PlacementDetail }) {
  const { entry, waiting, at } = detail;
  const { running, since, problems, lagP95Us, deadlineUs } = entry;
  const by = decidedBy(entry);
  const waits = waitingText(waiting, at);
  return (
    <section className={classes.now} aria-label="Runs now">
      <p>
        <strong>{placedText(running)}</strong>
        <span className="muted">
          {by !== null && ` ${by}`}
          {since !== null && (
            <>
              , for <Age at={since} />
            </>
          )}
        </span>
      </p>
      <p>{whyText(entry)}</p>
      {waits !== null && <p className="muted">{waits}</p>}
      {problems.map((problem) => (
        <p key={problem.text} className={classes.problem}>
          {problem.text}
          {problem.since !== undefined && (
            <>
              {' '}
              For <Age at={problem.since} />.
            </>
          )}
        </p>
      ))}
      <p className="muted">
        {lagText(lagP95Us, deadlineUs)}
        {figure('CPU', entry.cpuPercent, ' %')}
        {figure('GPU', entry.gpuPercent, ' %')}
        {figure('headroom', entry.headroomC, ' °C')}.
      </p>
    </section>
  );
}

const lagText = (lagP95Us: number | null, deadlineUs: number | null): string =>
  lagP95Us === null
    ? `How late its scores come is not known; ${formatLatency(deadlineUs)} are allowed`
    : `A window is judged ${formatLatency(lagP95Us)} after its last row (p95), of ${formatLatency(deadlineUs)} allowed`;

const figure = (name: string, value: number | null, unit: string): string =>
  value === null ? '' : `; ${name} ${formatPercent(value)}${unit}`;
