import { useSearchParams } from 'react-router';
import { applyToOverview } from '../../api/apply-update.ts';
import { fetchOverview } from '../../api/queries.ts';
import { useLiveQuery } from '../../api/use-live-query.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useNow } from '../../components/ticker.ts';
import { useFocusKeys } from '../../components/use-focus-keys.ts';
import { useIsLive } from '../../components/use-liveness.ts';
import { groupAssets } from './asset-groups.ts';
import { assetStatus, type Concern, concerns, hasConcern } from './asset-status.ts';
import { AssetTile } from './asset-tile.tsx';
import { ConcernCounts } from './concern-counts.tsx';
import { FirstSteps } from './first-steps.tsx';
import classes from './overview.module.css';
import { OverviewSkeleton } from './overview-skeleton.tsx';

/** Is anything wrong, and where? */
export function OverviewView() {
  const overview = useLiveQuery({
    room: 'overview',
    key: ['overview'],
    fetch: fetchOverview,
    apply: applyToOverview,
  });
  const now = useNow();
  const live = useIsLive();
  const [parameters, setParameters] = useSearchParams();
  const list = useFocusKeys<HTMLDivElement>('tile');
  const shown = concerns.find((concern) => concern === parameters.get('show')) ?? null;

  const error = overview.error ?? overview.failureReason;
  if (overview.data === undefined)
    return error === null ? (
      <OverviewSkeleton />
    ) : (
      <ErrorNotice what="The overview cannot be shown" error={error} />
    );
  if (overview.data.assets.length === 0) return <FirstSteps />;

  const ranked = overview.data.assets.map((asset) => ({
    id: `${asset.device}/${asset.stream}`,
    asset,
    status: assetStatus(asset, now),
  }));
  const groups = groupAssets(
    shown === null ? ranked : ranked.filter((each) => hasConcern(each.status, shown)),
  );
  const show = (concern: Concern | null) =>
    setParameters(concern === null ? {} : { show: concern }, { replace: true });
  return (
    <>
      <h1 className="visually-hidden">Overview</h1>
      <ConcernCounts ranked={ranked} shown={shown} onShow={show} />
      <div ref={list} data-live={live} className={classes.sites}>
        {groups.length === 0 && <p className="muted">Nothing is {shown} now.</p>}
        {groups.map(({ site, areas }) => (
          <section key={site} aria-label={`Site ${site}`}>
            <h2 className={classes.site}>{site}</h2>
            <div className={classes.areas}>
              {areas.map(({ area, assets }) => (
                <section key={area} aria-label={`Area ${area ?? 'none'}`} className={classes.area}>
                  {area !== null && <h3 className={classes.areaName}>{area}</h3>}
                  <ul className={classes.tiles}>
                    {assets.map((each) => (
                      <AssetTile key={each.id} {...each} />
                    ))}
                  </ul>
                </section>
              ))}
            </div>
          </section>
        ))}
      </div>
    </>
  );
}
