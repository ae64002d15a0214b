import { Skeleton } from '@mantine/core';
import classes from './overview.module.css';

/** The overview's shape, in the sizes that the real one will have. */
export function OverviewSkeleton() {
  return (
    <div aria-busy="true" aria-label="Loading the overview" role="status">
      <div className={classes.counts}>
        {[0, 1, 2, 3].map((each) => (
          <Skeleton key={each} height={46} width={136} />
        ))}
      </div>
      <Skeleton height={20} width={160} my={16} />
      <div className={classes.tiles}>
        {[0, 1, 2, 3, 4, 5].map((each) => (
          <Skeleton key={each} height={142} width={272} />
        ))}
      </div>
    </div>
  );
}
