import type { RolloutSummary } from '@lookout/shared/protocol/rollouts';
import { Link } from 'react-router';
import { Age } from '../../components/age.tsx';
import { CourseFilter, useInCourse } from '../../components/course-filter.tsx';
import { plural } from '../../components/format.ts';
import rows from '../../components/rows.module.css';
import { useFocusKeys } from '../../components/use-focus-keys.ts';
import { RolloutMark } from './rollout-mark.tsx';
import { hasEnded, listText } from './rollout-text.ts';
import classes from './rollouts.module.css';
import { WaveBlocks } from './wave-blocks.tsx';

/** Rollouts, the newest first; the address keeps which. */
export function RolloutList({ rollouts }: { readonly rollouts: readonly RolloutSummary[] }) {
  const list = useFocusKeys<HTMLUListElement>('rollout');
  const shown = useInCourse(rollouts, ({ state }) => !hasEnded(state));
  return (
    <>
      <CourseFilter label="Which rollouts" total={plural(shown.length, 'rollout')} />
      <ul className={rows.rows} ref={list} aria-label="Rollouts">
        {shown.map((rollout) => (
          <Row key={rollout.id} rollout={rollout} />
        ))}
        {shown.length === 0 && <li className={rows.nothing}>None of these.</li>}
      </ul>
    </>
  );
}

function Row({ rollout }: { readonly rollout: RolloutSummary }) {
  const { id, name, model, version, state, waves, createdAt, createdBy } = rollout;
  return (
    <li className={`${rows.linked} ${classes.row}`}>
      <Link to={`/rollouts/${id}`} className={`${rows.link} ${classes.name}`} data-focus="rollout">
        {name}
      </Link>
      <span className={classes.release}>
        {model} {version}
      </span>
      <RolloutMark state={state} />
      <WaveBlocks waves={waves} />
      <span className={classes.time}>
        {createdBy}, <Age at={createdAt} suffix=" ago" />
      </span>
      <span className={classes.reason}>{listText(rollout)}</span>
    </li>
  );
}
