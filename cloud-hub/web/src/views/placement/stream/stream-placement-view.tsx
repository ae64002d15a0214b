import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useParams } from 'react-router';
import { useMayOperate, useMe } from '../../../api/session.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { PolicyDialog } from '../policy/policy-dialog.tsx';
import { usePlacement } from '../use-placements.ts';
import { LoadTrends } from './load-trends.tsx';
import { PolicyFacts } from './policy-facts.tsx';
import { ProfileAgain } from './profile-again.tsx';
import { ProviderFacts } from './provider-facts.tsx';
import { RunsNow } from './runs-now.tsx';
import classes from './stream.module.css';
import { SwitchHistory } from './switch-history.tsx';
import { pinnableOf } from './variant-rows.ts';
import { VariantTable } from './variant-table.tsx';

/** Why does this stream run where it runs, and what else could it run? */
export function StreamPlacementView() {
  const { device = '', stream = '' } = useParams();
  const detail = usePlacement(device, stream);
  const [setting, policy] = useDisclosure(false);
  const admin = useMe().data?.role === 'admin';
  const mayOperate = useMayOperate();
  const error = detail.error ?? detail.failureReason;
  if (detail.data === undefined)
    return error === null ? (
      <Skeleton height={480} />
    ) : (
      <ErrorNotice what={`The placement of ${device} / ${stream} cannot be shown`} error={error} />
    );
  const { entry } = detail.data;
  const scope = { kind: 'stream', device, stream } as const;
  return (
    <div className={classes.view}>
      <header className={classes.head}>
        <h1>
          <Link to={`/devices/${device}?stream=${stream}`}>{device}</Link> {stream}
        </h1>
        <span className={classes.actions}>
          <Button
            size="xs"
            variant="default"
            component={Link}
            to={`/fleet/placement/what-if?scope=stream:${device}/${stream}`}
          >
            What if…
          </Button>
          {mayOperate && entry.state !== 'unsupported' && (
            <ProfileAgain device={device} stream={stream} />
          )}
          {admin && (
            <Button size="xs" variant="default" onClick={policy.open}>
              Policy…
            </Button>
          )}
        </span>
      </header>
      <RunsNow detail={detail.data} />
      <VariantTable detail={detail.data} />
      <div className={classes.columns}>
        <LoadTrends device={device} stream={stream} />
        <div className={classes.side}>
          <ProviderFacts detail={detail.data} />
          <PolicyFacts detail={detail.data} />
          <SwitchHistory detail={detail.data} />
        </div>
      </div>
      <PolicyDialog
        scope={scope}
        policy={detail.data.policy}
        pinnable={pinnableOf(detail.data)}
        opened={setting}
        onClose={policy.close}
      />
    </div>
  );
}
