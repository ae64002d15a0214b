import { useInViewport } from '@mantine/hooks';
import { memo } from 'react';
import { Link } from 'react-router';
import { absoluteText, durationText } from '../../components/age-text.ts';
import { formatScore } from '../../components/format.ts';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { Sparkline } from '../../components/sparkline.tsx';
import { useNow } from '../../components/ticker.ts';
import type { RankedAsset } from './asset-groups.ts';
import { sameStatus } from './asset-status.ts';
import classes from './overview.module.css';
import { tileAge, tileHeadline } from './tile-text.ts';

const sparklineMs = 60_000;

/** One watched asset. Of hundreds, only those in sight draw their score and count their age. */
export const AssetTile = memo(
  function AssetTile({ asset, status }: RankedAsset) {
    const { ref, inViewport } = useInViewport<HTMLLIElement>();
    const { device, stream } = asset;
    return (
      <li ref={ref}>
        <Link
          to={`/devices/${device}?stream=${stream}`}
          className={`${classes.tile} ${status.freshness === 'stale' ? 'hatched' : ''}`}
          data-focus="tile"
          data-freshness={status.freshness}
          data-priority={status.priority ?? undefined}
          data-degraded={status.degraded !== null}
        >
          <span className={classes.tileHead}>
            {status.priority !== null && <PriorityMark priority={status.priority} />}
            <strong>{device}</strong>
            <span className="muted">{stream}</span>
            {inViewport && <TileAge {...{ asset, status }} />}
          </span>
          <span className={classes.headline}>{tileHeadline(asset, status)}</span>
          {inViewport && <TileScore {...{ asset, status }} />}
        </Link>
      </li>
    );
  },
  (a, b) => a.asset === b.asset && sameStatus(a.status, b.status),
);

type TilePart = Pick<RankedAsset, 'asset' | 'status'>;

function TileAge({ asset: { lastScoreAt }, status }: TilePart) {
  const now = useNow();
  return (
    <span
      className={classes.tileAge}
      title={lastScoreAt === null ? undefined : `last score ${absoluteText(lastScoreAt)}`}
    >
      {tileAge(status, lastScoreAt === null ? null : durationText(now - lastScoreAt))}
    </span>
  );
}

function TileScore({ asset, status }: TilePart) {
  const now = useNow();
  const { score, threshold } = asset;
  return (
    <>
      <Sparkline
        points={asset.sparkline}
        threshold={threshold}
        to={now}
        spanMs={sparklineMs}
        gapMs={Math.max(3_000, 3 * (asset.periodMs ?? 0))}
      />
      <span className={`${classes.scores} small`}>
        <span>
          {status.freshness === 'live' ? 'score' : 'last score'} {formatScore(score)}
        </span>
        <span>limit {formatScore(threshold)}</span>
      </span>
    </>
  );
}
