import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { DeviceDetail } from '@lookout/shared/protocol/rest';
import { Code, Skeleton } from '@mantine/core';
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
import { useStreamAlerts } from './use-stream-alerts.ts';

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
          <>
            <NoStream />
            <DevicePanel detail={detail.data} stream={null} alerts={[]} />
          </>
        ) : (
          <StreamBody key={`${id}/${stream.name}`} detail={detail.data} stream={stream} />
        )}
      </div>
    </CursorContext>
  );
}

function StreamBody({ detail, stream }: { detail: DeviceDetail; stream: StreamReport }) {
  const alerts = useStreamAlerts(detail.device.id, stream.name);
  return (
    <>
      <StreamCharts device={detail.device} stream={stream} alerts={alerts} />
      <DevicePanel detail={detail} stream={stream} alerts={alerts} />
    </>
  );
}

function NoStream() {
  return (
    <p className="muted">
      This device has not reported an asset yet. It does when its agent runs:{' '}
      <Code>npx lookout-agent run --config agent.yaml</Code>
    </p>
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
