import { freshAgeText } from './age-text.ts';
import classes from './live-line.module.css';
import { useLiveness } from './use-liveness.ts';

/** "live · 0.2 s" in the header. */
export function LiveIndicator() {
  const live = useLiveness();
  return (
    <span className={classes.indicator} data-state={live.state} data-testid="live-indicator">
      {live.state === 'connecting' && 'connecting'}
      {live.state === 'live' && `live · ${freshAgeText(live.ageMs)}`}
      {live.state === 'lost' && 'not live'}
    </span>
  );
}

/** Says at once, over the whole width, that what stands below is the past. */
export function NotLiveBanner() {
  const live = useLiveness();
  const lost = live.state === 'lost';
  return (
    <div role="alert">
      {lost && (
        <div className={`${classes.banner} hatched`}>
          <strong>Not live</strong>
          {live.ageMs !== null && (
            <strong aria-hidden="true"> for {freshAgeText(live.ageMs)}</strong>
          )}
          . Values below are as they were then; reconnecting.
        </div>
      )}
    </div>
  );
}
