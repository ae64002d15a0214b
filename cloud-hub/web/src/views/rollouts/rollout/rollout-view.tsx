import { Skeleton } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { applyToRollout } from '../../../api/apply-update.ts';
import { fetchRollout } from '../../../api/rollouts.ts';
import { useLiveQuery } from '../../../api/use-live-query.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { hasEnded } from '../rollout-text.ts';
import { GateList } from './gate-list.tsx';
import { History } from './history.tsx';
import { Members } from './members.tsx';
import { PlanFacts } from './plan-facts.tsx';
import classes from './rollout.module.css';
import { RolloutHead } from './rollout-head.tsx';
import { Waves } from './waves.tsx';

/** Is the new model safe to go on with? */
export function RolloutView() {
  const { id = '' } = useParams();
  const page = useLiveQuery({
    room: `rollout:${id}`,
    key: ['rollout', id],
    fetch: (signal) => fetchRollout(id, signal),
    apply: applyToRollout,
  });
  const error = page.error ?? page.failureReason;
  if (error !== null && page.data === undefined)
    return <ErrorNotice what="This rollout cannot be shown" error={error} />;
  if (page.data === undefined) return <Skeleton height={480} />;
  const { rollout, plan, gates, history } = page.data;
  return (
    <div className={classes.view}>
      <nav aria-label="Breadcrumb" className="small">
        <Link to="/rollouts">Rollouts</Link>
      </nav>
      <RolloutHead detail={page.data} />
      <Waves waves={rollout.waves} plan={plan} ended={hasEnded(rollout.state)} />
      <div className={classes.columns}>
        <Members id={id} waves={rollout.waves} />
        <div className={classes.side}>
          <GateList gates={gates} />
          <History history={history} />
          <PlanFacts plan={plan} release={rollout} />
        </div>
      </div>
    </div>
  );
}
