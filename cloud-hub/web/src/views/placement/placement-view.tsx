import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useMe } from '../../api/session.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { withParameter } from '../alerts/filter-url.ts';
import { FleetTabs } from '../fleet/fleet-tabs.tsx';
import { FirstSteps } from '../overview/first-steps.tsx';
import { FleetMap } from './map/fleet-map.tsx';
import { PlacementCountsLine } from './map/placement-counts.tsx';
import { PlacementFilters } from './map/placement-filters.tsx';
import { PlacementList } from './map/placement-list.tsx';
import classes from './placement.module.css';
import { countEntries, filterEntries, inOrder } from './placement-rows.ts';
import { PolicyDialog } from './policy/policy-dialog.tsx';
import { usePlacements } from './use-placements.ts';

/** Who runs on the CPU and who on the GPU, and why? */
export function PlacementView() {
  const [parameters, setParameters] = useSearchParams();
  const [setting, policy] = useDisclosure(false);
  const admin = useMe().data?.role === 'admin';
  const map = usePlacements();
  const search = parameters.get('search') ?? '';
  const runs = parameters.get('runs');
  const problems = parameters.get('problems') === 'only';
  const entries = map.data?.entries;
  const shown = useMemo(
    () => inOrder(filterEntries(entries ?? [], { search, runs, problems })),
    [entries, search, runs, problems],
  );
  const set = (name: string, value: string | null) =>
    setParameters(withParameter(parameters, name, value), { replace: true });

  const error = map.error ?? map.failureReason;
  if (error !== null && entries === undefined)
    return <ErrorNotice what="The placement cannot be shown" error={error} />;
  return (
    <div className={classes.view}>
      <header className={classes.head}>
        <h1>CPU or GPU</h1>
        <FleetTabs />
        <span className={classes.actions}>
          <Button size="xs" variant="default" component={Link} to="/fleet/placement/what-if">
            What if…
          </Button>
          {admin && (
            <Button size="xs" variant="default" onClick={policy.open}>
              Fleet policy…
            </Button>
          )}
        </span>
      </header>
      {entries === undefined && <Skeleton height={320} />}
      {entries?.length === 0 && <FirstSteps />}
      {entries !== undefined && entries.length > 0 && (
        <>
          <PlacementCountsLine counts={countEntries(entries)} />
          <FleetMap entries={entries} />
          <PlacementFilters {...{ search, runs, problems }} count={shown.length} onChange={set} />
          <PlacementList entries={shown} />
        </>
      )}
      <PolicyDialog
        scope={{ kind: 'fleet' }}
        policy={null}
        opened={setting}
        onClose={policy.close}
      />
    </div>
  );
}
