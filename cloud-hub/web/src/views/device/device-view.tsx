import { Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { applyToDevice } from '../../api/apply-update.ts';
import { fetchDevice } from '../../api/queries.ts';
import { useLiveQuery } from '../../api/use-live-query.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { CursorContext, CursorStore } from './charts/cursor-store.ts';
import classes from './device.module.css';
import { DeviceHead } from './device-head.tsx';
import { DevicePanel } from './side/device-panel.tsx';
import { StreamCharts } from './stream-charts.tsx';

/** What is this machine doing, and can I trust its judgement? */
export function DeviceView() {
  const { id = '' } = useParams();
  const [parameters] = useSearchParams();
  const cursor = useMemo(() => new CursorStore(), []);
  const detail = useLiveQuery({
    room: `device:${id}`,
    key: ['device', id],
    fetch: (signal) => fetchDevice(id, signal),
    apply: applyToDevice,
  });

  const error = detail.error ?? detail.failureReason;
  if (detail.data === undefined)
    return error === null ? (
      <DeviceSkeleton />
    ) : (
      <ErrorNotice what={`${id} cannot be shown`} error={error} />
    );
  const { device } = detail.data;
  const stream =
    device.streams.find((each) => each.name === parameters.get('stream')) ?? device.streams[0];
  return (
    <CursorContext value={cursor}>
      <DeviceHead device={device} stream={stream ?? null} />
      <div className={classes.body}>
        {stream === undefined ? (
          <p className="muted">This device has not reported a stream yet.</p>
        ) : (
          <StreamCharts key={stream.name} device={device} stream={stream} />
        )}
        <DevicePanel detail={detail.data} stream={stream ?? null} />
      </div>
    </CursorContext>
  );
}

function DeviceSkeleton() {
  return (
    <div role="status" aria-label="Loading the device">
      <Skeleton height={36} mb={12} />
      <div className={classes.body}>
        <Skeleton height={640} />
        <Skeleton height={640} />
      </div>
    </div>
  );
}
