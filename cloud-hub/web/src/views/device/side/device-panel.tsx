import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { Alert, DeviceDetail } from '@lookout/shared/protocol/rest';
import { useMayOperate, useMe } from '../../../api/session.ts';
import { DeliveryGaps } from './delivery-gaps.tsx';
import { DetectorFacts } from './detector-facts.tsx';
import { DeviceFacts } from './device-facts.tsx';
import { InjectFault } from './inject-fault.tsx';
import { PolicyEditor } from './policy-editor.tsx';
import { RevokeDevice } from './revoke-device.tsx';
import classes from './side.module.css';
import { StreamAlerts } from './stream-alerts.tsx';

interface DevicePanelProps {
  readonly detail: DeviceDetail;
  readonly stream: StreamReport | null;
  readonly alerts: readonly Alert[];
}

/** Beside the charts: what is open, who judges and why, how the machine fares. */
export function DevicePanel({ detail, stream, alerts }: DevicePanelProps) {
  const { device, gaps, policies } = detail;
  const mayOperate = useMayOperate();
  const admin = useMe().data?.role === 'admin';
  return (
    <div className={classes.side}>
      {stream !== null && <StreamAlerts device={device.id} alerts={alerts} />}
      {stream !== null && stream.faults.length > 0 && mayOperate && (
        <InjectFault device={device} stream={stream} />
      )}
      {stream !== null && <DetectorFacts stream={stream} />}
      <DeviceFacts device={device} />
      <DeliveryGaps gaps={gaps} />
      {admin && (
        <section className={classes.admin}>
          {stream !== null && (
            <PolicyEditor
              device={device.id}
              stream={stream.name}
              policy={policies[stream.name] ?? null}
            />
          )}
          {device.revokedAt === null && <RevokeDevice device={device} />}
        </section>
      )}
    </div>
  );
}
