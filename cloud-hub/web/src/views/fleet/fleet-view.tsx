import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { fetchDevices } from '../../api/queries.ts';
import { useMe } from '../../api/session.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { plural } from '../../components/format.ts';
import { withParameter } from '../alerts/filter-url.ts';
import { FirstSteps } from '../overview/first-steps.tsx';
import { AddDevice } from './add-device.tsx';
import classes from './fleet.module.css';
import { FleetFilters } from './fleet-filters.tsx';
import { filterRows, nextSorting, rowOf, sortingFrom, sortRows } from './fleet-rows.ts';
import { FleetTable } from './fleet-table.tsx';
import { FleetTabs } from './fleet-tabs.tsx';

/** The fleet has no room of its own; what changes there is not a matter of seconds. */
const refetchMs = 5_000;

/** Who runs what, and is the fleet healthy? */
export function FleetView() {
  const [parameters, setParameters] = useSearchParams();
  const [adding, dialog] = useDisclosure(false);
  const admin = useMe().data?.role === 'admin';
  const devices = useQuery({
    queryKey: ['devices'],
    queryFn: ({ signal }) => fetchDevices(signal),
    refetchInterval: refetchMs,
  });
  const text = parameters.get('search') ?? '';
  const status = parameters.get('status');
  const sort = parameters.get('sort');
  const rows = useMemo(() => {
    const shown = filterRows((devices.data ?? []).map(rowOf), { search: text, status });
    return sortRows(shown, sortingFrom(sort));
  }, [devices.data, text, status, sort]);
  const set = (name: string, value: string | null) =>
    setParameters(withParameter(parameters, name, value), { replace: true });

  const error = devices.error ?? devices.failureReason;
  if (error !== null && devices.data === undefined)
    return <ErrorNotice what="The fleet cannot be shown" error={error} />;
  return (
    <div className={classes.view}>
      <h1 className="visually-hidden">Fleet</h1>
      <FleetFilters {...{ text, status }} onChange={set}>
        <FleetTabs />
        {admin && (
          <Button size="xs" variant="default" onClick={dialog.open}>
            Add device…
          </Button>
        )}
        <output className={classes.total}>
          {devices.data === undefined ? '' : plural(rows.length, 'device')}
        </output>
      </FleetFilters>
      {devices.data === undefined && <Skeleton height={320} />}
      {devices.data?.length === 0 && <FirstSteps />}
      {devices.data !== undefined && devices.data.length > 0 && (
        <FleetTable
          rows={rows}
          sorting={sortingFrom(sort)}
          onSort={(key, numeric) => set('sort', nextSorting(sortingFrom(sort), key, numeric))}
        />
      )}
      <AddDevice opened={adding} onClose={dialog.close} />
    </div>
  );
}
