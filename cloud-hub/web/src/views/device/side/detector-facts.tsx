import type { StreamPhase, StreamReport } from '@lookout/shared/protocol/presence';
import { Link } from 'react-router';
import { formatNumber } from '../../../components/format.ts';
import { Fact, Facts } from './facts.tsx';
import classes from './side.module.css';

const phases: Record<StreamPhase, string> = {
  starting: 'starting',
  filling: 'filling its first window',
  scoring: 'scoring',
  notScored: 'not scored: the window has a gap or a bad value',
  stale: 'stale: no row arrives',
  failed: 'failed',
};
const trusted: ReadonlySet<StreamPhase> = new Set(['starting', 'filling', 'scoring']);

/** Who judges this stream, and why this variant on this provider. */
interface DetectorFactsProps {
  readonly device: string;
  readonly stream: StreamReport;
}

export function DetectorFacts({ device, stream }: DetectorFactsProps) {
  const { modelName, modelDigest, variant, provider, providerReason, windowLength, periodMs } =
    stream;
  return (
    <Facts title="Detector">
      <Fact name="Phase" abnormal={!trusted.has(stream.phase)}>
        {phases[stream.phase]}
      </Fact>
      {stream.errorText !== null && (
        <Fact name="Error" abnormal>
          {stream.errorText}
        </Fact>
      )}
      <Fact name="Model">
        <span title={modelDigest ?? undefined}>
          {modelName ?? 'none'} <span className="muted">{modelDigest?.slice(0, 8)}</span>
        </span>
      </Fact>
      <Fact name="Variant">
        {variant ?? 'none'} on {provider ?? 'no provider'}
        <p className={`${classes.why} muted`}>
          {stream.placement?.running?.reason ?? providerReason}{' '}
          <Link to={`/fleet/placement/${device}/${stream.name}`}>Why?</Link>
        </p>
      </Fact>
      <Fact name="Window">
        {windowText(windowLength)}, every{' '}
        {periodMs === null ? '–' : `${formatNumber(periodMs / 1_000)} s`}
      </Fact>
    </Facts>
  );
}

/** A window of one row is a frame: rows of sensors are judged by two at least. */
function windowText(windowLength: number | null): string {
  if (windowLength === null) return '– rows';
  return windowLength === 1 ? 'a frame' : `${windowLength} rows`;
}
