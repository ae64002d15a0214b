import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { Alert, DeviceDetail } from '@lookout/shared/protocol/rest';
import { useDisclosure } from '@mantine/hooks';
import { useRef } from 'react';
import { useMayOperate, useMe } from '../../../api/session.ts';
import { CaptureButton } from '../../datasets/capture-dialog.tsx';
import { JudgementPanel } from '../judging/judgement-panel.tsx';
import { ResetDialog } from '../judging/reset-dialog.tsx';
import { isStandingAnomaly } from '../standing.ts';
import { DeliveryGaps } from './delivery-gaps.tsx';
import { DetectorFacts } from './detector-facts.tsx';
import { DeviceFacts } from './device-facts.tsx';
import { InjectFault } from './inject-fault.tsx';
import { ReleaseFacts } from './release-facts.tsx';
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
  const { device, gaps } = detail;
  const admin = useMe().data?.role === 'admin';
  return (
    <div className={classes.side}>
      {stream !== null && <StreamPanel detail={detail} stream={stream} alerts={alerts} />}
      <DeviceFacts device={device} />
      <DeliveryGaps gaps={gaps} />
      {admin && device.revokedAt === null && (
        <div>
          <RevokeDevice device={device} />
        </div>
      )}
    </div>
  );
}

/** The alerts, the judge and the detector of one stream. */
function StreamPanel({ detail, stream, alerts }: DevicePanelProps & { stream: StreamReport }) {
  const { device, policies } = detail;
  const mayOperate = useMayOperate();
  const [resetting, reset] = useDisclosure(false);
  const resetButton = useRef<HTMLButtonElement>(null);
  return (
    <>
      <StreamAlerts
        device={device.id}
        alerts={alerts}
        onReset={mayOperate && stream.judgement !== null ? reset.open : null}
      />
      {stream.faults.length > 0 && mayOperate && <InjectFault device={device} stream={stream} />}
      <JudgementPanel
        device={device.id}
        stream={stream}
        policy={policies[stream.name] ?? null}
        onReset={reset.open}
        resetButton={resetButton}
      />
      <DetectorFacts device={device.id} stream={stream} />
      {stream.release !== null && <ReleaseFacts release={stream.release} />}
      {mayOperate && stream.channels.length > 0 && (
        <CaptureButton device={device.id} stream={stream.name} />
      )}
      <ResetDialog
        device={device.id}
        stream={stream.name}
        online={device.presence === 'online'}
        standing={alerts.filter(isStandingAnomaly).length}
        opened={resetting}
        onClose={reset.close}
        onClosed={() => {
          // The alert that it was opened from may have gone.
          if (document.activeElement === document.body) resetButton.current?.focus();
        }}
      />
    </>
  );
}
