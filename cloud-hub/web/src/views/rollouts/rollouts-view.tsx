import { Button, Skeleton } from '@mantine/core';
import { Link } from 'react-router';
import { useMe } from '../../api/session.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { FirstRollout } from './first-rollout.tsx';
import { RolloutList } from './rollout-list.tsx';
import classes from './rollouts.module.css';
import { useRollouts } from './use-rollouts.ts';

/** Is the new model safe to go on with? */
export function RolloutsView() {
  const admin = useMe().data?.role === 'admin';
  const list = useRollouts();
  const error = list.error ?? list.failureReason;
  if (error !== null && list.data === undefined)
    return <ErrorNotice what="The rollouts cannot be shown" error={error} />;
  return (
    <div className={classes.view}>
      <header className={classes.head}>
        <h1>Rollouts</h1>
        {admin && (
          <Button size="xs" variant="default" component={Link} to="/rollouts/new">
            New rollout…
          </Button>
        )}
      </header>
      {list.data === undefined && <Skeleton height={240} />}
      {list.data?.rollouts.length === 0 && <FirstRollout admin={admin} />}
      {list.data !== undefined && list.data.rollouts.length > 0 && (
        <RolloutList rollouts={list.data.rollouts} />
      )}
    </div>
  );
}
