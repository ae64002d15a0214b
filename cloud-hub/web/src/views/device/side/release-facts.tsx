import type { ReleaseReport } from '@lookout/shared/protocol/release-phase';
import { Link } from 'react-router';
import { Age } from '../../../components/age.tsx';
import { formatBytes } from '../../../components/format.ts';
import { installFiguresText, isAbnormalPhase, releaseStandText } from '../release-stand.ts';
import { Fact, Facts } from './facts.tsx';

/** Which release this stream was last assigned, what became of it, and what it falls back to. */
export function ReleaseFacts({ release }: { readonly release: ReleaseReport }) {
  const { phase, since, reason, good, haveBytes, totalBytes, figures, variant } = release;
  return (
    <Facts title="Release">
      <Fact name="Assigned">
        {release.release === null ? (
          'its own bundle'
        ) : (
          <Link to={`/models/releases/${release.release}`}>
            {variant ?? 'release'} <span className="muted">{release.release.slice(0, 8)}</span>
          </Link>
        )}
      </Fact>
      <Fact name="Stands" abnormal={isAbnormalPhase(phase)}>
        {releaseStandText(release)}, <Age at={since} />
      </Fact>
      {phase === 'DOWNLOADING' && totalBytes > 0 && (
        <Fact name="Fetched">
          {formatBytes(haveBytes)} of {formatBytes(totalBytes)}
        </Fact>
      )}
      {reason !== null && <Fact name="Why">{reason.text}</Fact>}
      {figures !== null && <Fact name="Measured">{installFiguresText(figures)}</Fact>}
      {good !== null && (
        <Fact name="Falls back">
          {good.release === null ? 'to its own bundle' : `to ${good.release.slice(0, 8)}`},{' '}
          {good.variant}
        </Fact>
      )}
    </Facts>
  );
}
