import type { MaintenanceWindow } from '@lookout/shared/protocol/rollouts';
import { InvalidArgumentError } from 'commander';

const dayNames: readonly string[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const expected =
  'Expected DAYS FROM-TO ZONE, such as "mon-fri 22:00-04:00 Europe/Berlin" or "daily 01:00-05:00 UTC".';

/** One `--window`, added to those before it. */
export function maintenanceWindow(
  text: string,
  earlier: readonly MaintenanceWindow[] = [],
): MaintenanceWindow[] {
  const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d';
  const form = new RegExp(`^(\\S+) +(${clock})-(${clock}) +(\\S+)$`);
  const [, named = '', from = '', to = '', timeZone = ''] = form.exec(text.trim()) ?? [];
  const days = daysOf(named.toLowerCase());
  if (days === null) throw new InvalidArgumentError(expected);
  if (!isZone(timeZone))
    throw new InvalidArgumentError(
      `There is no time zone ${timeZone}: use a name of the IANA list such as Europe/Berlin, or UTC.`,
    );
  return [...earlier, { days, from, to, timeZone }];
}

/** `daily`, or days and spans of them such as `mon-wed,sat`; null: neither. */
function daysOf(text: string): number[] | null {
  if (text === 'daily') return dayNames.map((_, day) => day);
  const days = text.split(',').map((part) => {
    const [first, last, more] = part.split('-').map(dayOf);
    if (more !== undefined || first === undefined || first === -1 || last === -1) return null;
    // A span may go over the end of the week.
    const length = last === undefined ? 0 : (last - first + 7) % 7;
    return Array.from({ length: length + 1 }, (_, i) => (first + i) % 7);
  });
  return days.some((part) => part === null)
    ? null
    : [...new Set(days.flatMap((part) => part ?? []))].sort();
}

const dayOf = (text: string): number => dayNames.indexOf(text);

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Its zone must be said: the hub's may be another. @returns ms since 1970 */
export function startTime(text: string): number {
  const at = Date.parse(text);
  if (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
    Number.isFinite(at) &&
    at >= 0
  )
    return at;
  throw new InvalidArgumentError(
    'Expected a time with its zone, such as 2027-01-31T22:00Z or 2027-01-31T22:00+01:00.',
  );
}
