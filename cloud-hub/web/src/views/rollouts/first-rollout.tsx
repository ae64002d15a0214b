import { Skeleton } from '@mantine/core';
import { Link } from 'react-router';
import { FirstRelease } from '../releases/first-release.tsx';
import { useReleases } from '../releases/use-releases.ts';
import classes from './rollouts.module.css';

const title = 'Nothing was rolled out yet';
const lead =
  'A rollout brings a signed release to the fleet in waves, a canary first, and halts by itself when devices fail.';

/** What a rollout is, and the way to the first: without a release, to that. */
export function FirstRollout({ admin }: { readonly admin: boolean }) {
  const releases = useReleases().data?.releases;
  if (releases === undefined) return <Skeleton height={240} />;
  if (releases.length === 0)
    return (
      <FirstRelease
        {...{ title, lead }}
        byHand={
          <>
            by hand under <Link to="/models/releases">Releases</Link>
          </>
        }
      />
    );
  return (
    <section className={classes.first}>
      <h2>{title}</h2>
      <p>{lead}</p>
      <p>
        {admin
          ? 'Plan one with “New rollout…”: it is a draft and touches no device before it is approved.'
          : 'An administrator plans and approves them.'}
      </p>
    </section>
  );
}
