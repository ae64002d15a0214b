import { durationText } from '../../../components/age-text.ts';
import { humanize } from '../../../components/format.ts';

/** Conditions that hold but have not lasted long enough; null without any. */
export function waitingText(waiting: Readonly<Record<string, number>>, now: number): string | null {
  const lasting = Object.entries(waiting)
    .toSorted(([, a], [, b]) => a - b)
    .map(
      ([name, since]) =>
        `${humanize(name).toLowerCase()} for ${durationText(Math.max(0, now - since))}`,
    );
  return lasting.length === 0 ? null : `Meanwhile: ${lasting.join(', ')}.`;
}
