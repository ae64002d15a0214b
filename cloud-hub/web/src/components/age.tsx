import { absoluteText, durationText } from './age-text.ts';
import { useNow } from './ticker.ts';

/** "3 min", counting on; the absolute time with its zone on hover. */
export function Age({ at, suffix = '' }: { readonly at: number; readonly suffix?: string }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={absoluteText(at)}>
      {durationText(useNow() - at)}
      {suffix}
    </time>
  );
}

/** How long something lasted, or has lasted until now. */
export function Lasting({ from, to }: { readonly from: number; readonly to: number | null }) {
  const now = useNow();
  const until = to === null ? 'now' : absoluteText(to);
  return (
    <span title={`${absoluteText(from)} to ${until}`}>{durationText((to ?? now) - from)}</span>
  );
}
