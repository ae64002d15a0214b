import type { SwitchRate } from '@lookout/shared/protocol/placements';
import { absoluteText } from '../../../components/age-text.ts';
import { plural } from '../../../components/format.ts';
import classes from './map.module.css';

interface SwitchBarsProps {
  readonly hours: SwitchRate['hours'];
  /** Bars that are drawn, so that nothing moves when they come. */
  readonly count: number;
}

/** One bar an hour, the oldest first. */
export function SwitchBars({ hours, count }: SwitchBarsProps) {
  const most = Math.max(1, ...hours.map(({ switches }) => switches));
  const shown = hours.slice(-count);
  return (
    <span
      className={classes.bars}
      role="img"
      aria-label={`Switches by the hour, at most ${hours.length === 0 ? 0 : most} in one`}
    >
      {Array.from({ length: count }, (_, i) => {
        const hour = shown[i - count + shown.length];
        const share = (hour?.switches ?? 0) / most;
        return (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={i}
            className={classes.bar}
            title={
              hour && `${absoluteText(hour.at)}: ${plural(hour.switches, 'switch', 'switches')}`
            }
            style={{ height: `${Math.max(share * 100, 4)}%` }}
            data-any={share > 0}
          />
        );
      })}
    </span>
  );
}
