import type { RolloutEvent } from '@lookout/shared/protocol/rollouts';
import { Age } from '../../../components/age.tsx';
import { historyText } from '../history-text.ts';
import classes from './rollout.module.css';

const shownAtOnce = 8;

/** Who did what, the newest first. */
export function History({ history }: { readonly history: readonly RolloutEvent[] }) {
  const older = history.slice(shownAtOnce);
  return (
    <section className={classes.block} aria-label="History">
      <h2>History</h2>
      <Events events={history.slice(0, shownAtOnce)} />
      {older.length > 0 && (
        <details>
          <summary className="small">{older.length} older</summary>
          <Events events={older} />
        </details>
      )}
    </section>
  );
}

function Events({ events }: { readonly events: readonly RolloutEvent[] }) {
  return (
    <ol className={classes.history}>
      {events.map((event) => {
        const { at, by } = event;
        const { what, detail } = historyText(event);
        return (
          <li key={`${at} ${what} ${detail}`}>
            <span>
              {what} <span className="muted">by {by ?? 'the hub'}</span>
              {detail !== '' && <span className={classes.detail}>{detail}</span>}
            </span>
            <span className="small muted">
              <Age at={at} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
