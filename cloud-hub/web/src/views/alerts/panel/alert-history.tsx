import type { AlertHistoryEntry } from '@lookout/shared/protocol/rest';
import { absoluteText, clockText } from '../../../components/age-text.ts';
import { formatScore, humanize } from '../../../components/format.ts';
import { historyText } from '../alert-text.ts';
import classes from './panel.module.css';

/** What the device said and what people did, the latest first. */
export function AlertHistory({ history }: { readonly history: readonly AlertHistoryEntry[] }) {
  if (history.length === 0) return null;
  return (
    <section>
      <h3>History</h3>
      <ol className={classes.history}>
        {history
          .toSorted((a, b) => b.at - a.at)
          .map((entry) => (
            <li key={`${entry.at} ${entry.what}`}>
              <time dateTime={new Date(entry.at).toISOString()} title={absoluteText(entry.at)}>
                {clockText(entry.at)}
              </time>
              <span>
                {humanize(entry.what)}
                {entry.by !== null && ` by ${entry.by}`}
                {entry.text !== null && <span className="muted">: {historyText(entry)}</span>}
              </span>
              <span className="number muted">
                {entry.score === null ? '' : formatScore(entry.score)}
              </span>
            </li>
          ))}
      </ol>
    </section>
  );
}
