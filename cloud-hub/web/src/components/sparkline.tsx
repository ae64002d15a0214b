import { useId } from 'react';
import classes from './sparkline.module.css';
import { type SparkPoint, scoreY, sparklinePath, sparklineTop } from './sparkline-path.ts';

const width = 240;
const height = 32;

export interface SparklineProps {
  readonly points: readonly SparkPoint[];
  readonly threshold: number | null;
  readonly to: number;
  readonly spanMs: number;
  readonly gapMs: number;
}

/** The last minute of scores against the threshold; only what lies above it has colour. */
export function Sparkline({ points, threshold, to, spanMs, gapMs }: SparklineProps) {
  const clip = useId();
  const top = sparklineTop(points, threshold);
  const path = sparklinePath(points, { from: to - spanMs, to, width, height, top, gapMs });
  const limit = threshold === null ? null : scoreY(threshold, { height, top });
  return (
    <svg
      className={classes.sparkline}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {limit !== null && (
        <>
          <clipPath id={clip}>
            <rect width={width} height={limit} />
          </clipPath>
          <line className={classes.limit} x2={width} y1={limit} y2={limit} />
        </>
      )}
      <path className={classes.trend} d={path} />
      {limit !== null && <path className={classes.above} d={path} clipPath={`url(#${clip})`} />}
    </svg>
  );
}
