import type { GapEntry } from '@lookout/shared/protocol/rest';
import { Age } from '../../../components/age.tsx';
import { absoluteText, durationText } from '../../../components/age-text.ts';
import { humanize, plural } from '../../../components/format.ts';
import classes from './side.module.css';

const shown = 5;

/** What the device had to drop, so that nobody takes the history for whole. */
export function DeliveryGaps({ gaps }: { readonly gaps: readonly GapEntry[] }) {
  if (gaps.length === 0) return null;
  return (
    <section className={classes.block} aria-label="Gaps of delivery">
      <h2>Gaps of delivery</h2>
      <ul className={classes.gaps}>
        {gaps.slice(0, shown).map((gap) => (
          <li key={`${gap.receivedAt} ${gap.lane}`} title={stretchOf(gap)}>
            <span>
              {gap.count === null ? 'an unknown number' : ''}
              {gap.count === null ? ' of ' : ''}
              {lost(gap)}
              {gap.fromAt !== null &&
                gap.toAt !== null &&
                `, ${durationText(gap.toAt - gap.fromAt)}`}
              <span className="muted">: {humanize(gap.reason).toLowerCase()}</span>
            </span>
            <span className="muted">
              <Age at={gap.receivedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function lost({ count, lane }: GapEntry): string {
  if (count === null) return lane;
  return lane === 'events' ? plural(count, 'event') : plural(count, 'score');
}

function stretchOf({ fromAt, toAt }: GapEntry): string | undefined {
  return fromAt === null || toAt === null
    ? undefined
    : `${absoluteText(fromAt)} to ${absoluteText(toAt)}`;
}
