import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { fetchRelease } from '../../api/releases.ts';
import { useMe } from '../../api/session.ts';
import { Age } from '../../components/age.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useNow } from '../../components/ticker.ts';
import { DeleteReleaseDialog } from './delete-release-dialog.tsx';
import { ReleaseFacts } from './release-facts.tsx';
import { obstacleText, useText } from './release-text.ts';
import classes from './releases.module.css';
import { SignPanel } from './sign-panel.tsx';
import { VariantTable } from './variant-table.tsx';

/** What is in this release, where does it come from, and may it be rolled out? */
export function ReleaseView() {
  const { id = '' } = useParams();
  const release = useQuery({
    queryKey: ['release', id],
    queryFn: ({ signal }) => fetchRelease(id, signal),
    refetchInterval: 10_000,
  });
  if (release.data === undefined)
    return release.error === null ? (
      <Skeleton height={320} />
    ) : (
      <ErrorNotice what="This release cannot be shown" error={release.error} />
    );
  return (
    <div className={classes.view}>
      <nav aria-label="Breadcrumb" className="small">
        <Link to="/models/releases">Releases</Link>
      </nav>
      <Head release={release.data} />
      {release.data.state === 'draft' && <SignPanel release={release.data} />}
      <VariantTable variants={release.data.manifest.variants} />
      <ReleaseFacts release={release.data} />
    </div>
  );
}

function Head({ release }: { readonly release: ReleaseSummary }) {
  const { id, manifest, createdAt, createdBy, inUse } = release;
  const admin = useMe().data?.role === 'admin';
  const [deleting, remove] = useDisclosure(false);
  const obstacle = obstacleText(release, useNow());
  return (
    <header className={classes.head}>
      <div>
        <h1>
          {manifest.model} {manifest.version}
        </h1>
        <p className="muted">
          {obstacle !== null && <span className={classes.obstacle}>{obstacle}</span>}{' '}
          {useText(inUse)}; made by {createdBy} <Age at={createdAt} suffix=" ago" />
        </p>
      </div>
      {admin && (
        <div className={classes.acts}>
          {obstacle === null && (
            <Button component={Link} to={`/rollouts/new?release=${id}`}>
              Roll out…
            </Button>
          )}
          <Button variant="default" onClick={remove.open}>
            Delete…
          </Button>
        </div>
      )}
      <DeleteReleaseDialog release={release} opened={deleting} onClose={remove.close} />
    </header>
  );
}
