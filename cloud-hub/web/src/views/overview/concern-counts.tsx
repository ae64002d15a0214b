import { UnstyledButton } from '@mantine/core';
import { PriorityMark } from '../../components/priority-mark.tsx';
import type { RankedAsset } from './asset-groups.ts';
import { type Concern, concerns, hasConcern, severityRank } from './asset-status.ts';
import classes from './overview.module.css';

const meanings: Record<Concern, string> = {
  alerting: 'Assets with an open alert',
  stale: 'Online, but without a fresh score',
  offline: 'Device not connected, or not heard yet',
  degraded: 'Watched worse than it should be: a sensor or the detector is at fault',
};

interface ConcernCountsProps {
  readonly ranked: readonly RankedAsset[];
  readonly shown: Concern | null;
  readonly onShow: (concern: Concern | null) => void;
}

/** How much is wrong, of what kind; each count also filters the tiles below. */
export function ConcernCounts({ ranked, shown, onShow }: ConcernCountsProps) {
  return (
    <div className={classes.counts}>
      {concerns.map((concern) => {
        const having = ranked.filter((each) => hasConcern(each.status, concern));
        return (
          <UnstyledButton
            key={concern}
            className={classes.count}
            data-concern={concern}
            data-any={having.length > 0}
            aria-pressed={shown === concern}
            title={meanings[concern]}
            onClick={() => onShow(shown === concern ? null : concern)}
          >
            <span className={classes.figure}>
              {concern === 'alerting' && <WorstMark having={having} />}
              {having.length}
            </span>{' '}
            <span>{concern}</span>
          </UnstyledButton>
        );
      })}
      <p className={classes.watched}>
        {ranked.length} {ranked.length === 1 ? 'asset' : 'assets'} watched
      </p>
    </div>
  );
}

function WorstMark({ having }: { readonly having: readonly RankedAsset[] }) {
  const worst = having.toSorted((a, b) => severityRank(a.status) - severityRank(b.status))[0];
  const priority = worst?.status.priority ?? null;
  return priority === null ? null : <PriorityMark priority={priority} size={16} />;
}
