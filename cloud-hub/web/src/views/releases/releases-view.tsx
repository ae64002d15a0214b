import { Button, Skeleton } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { useMe } from '../../api/session.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { withParameter } from '../alerts/filter-url.ts';
import { ModelsTabs } from '../models/models-tabs.tsx';
import { FirstRelease } from './first-release.tsx';
import { NewReleaseDialog } from './new-release-dialog.tsx';
import { ReleaseList } from './release-list.tsx';
import classes from './releases.module.css';
import { useReleases } from './use-releases.ts';

/** Which detector is good enough and small enough? */
export function ReleasesView() {
  const admin = useMe().data?.role === 'admin';
  const [parameters, setParameters] = useSearchParams();
  const list = useReleases();
  const adding = parameters.get('new') !== null;
  const error = list.error ?? list.failureReason;
  if (error !== null && list.data === undefined)
    return <ErrorNotice what="The releases cannot be shown" error={error} />;
  return (
    <div className={classes.view}>
      <header className={classes.head}>
        <h1>Models</h1>
        <ModelsTabs />
        {admin && (
          <Button
            size="xs"
            variant="default"
            onClick={() => setParameters(withParameter(parameters, 'new', '1'))}
          >
            New release…
          </Button>
        )}
      </header>
      {list.data === undefined && <Skeleton height={240} />}
      {list.data?.releases.length === 0 && (
        <FirstRelease
          title="There is no release yet"
          lead="A release is one version of a model, with a bundle for each kind of machine. It never changes once it is made."
          byHand={admin ? 'with “New release…”' : 'by an administrator on this page'}
        />
      )}
      {list.data !== undefined && list.data.releases.length > 0 && (
        <ReleaseList releases={list.data.releases} />
      )}
      <NewReleaseDialog
        releases={list.data?.releases ?? []}
        opened={admin && adding}
        onClose={() => setParameters({}, { replace: true })}
      />
    </div>
  );
}
