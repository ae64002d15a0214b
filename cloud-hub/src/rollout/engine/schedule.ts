import type { MaintenanceWindow } from '@lookout/shared/protocol/rollouts';

// Windows are read on the wall clock of their zone: a time that the clock jumps over in spring never comes,
// one that it shows twice in autumn opens twice.

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const weekMinutes = 7 * 1440;

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric' },
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** What the zone's wall clock shows more than UTC, in minutes. */
function offsetMinutes(timeZone: string, at: number): number {
  const read: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) read[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = read;
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  return wall / minuteMs - Math.floor(at / minuteMs);
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** @param wallMinutes minutes on the wall clock since 1970-01-01 00:00, which was a Thursday */
function isWithin({ days, from, to }: MaintenanceWindow, wallMinutes: number): boolean {
  const inWeek = (((wallMinutes + 4 * 1440) % weekMinutes) + weekMinutes) % weekMinutes;
  const begins = minutesOf(from);
  const lasts = minutesOf(to) > begins ? minutesOf(to) - begins : 1440 - begins + minutesOf(to);
  return days.some((day) => (inWeek - (day * 1440 + begins) + weekMinutes) % weekMinutes < lasts);
}

/** Whether new members may begin; without windows they always may. Throws RangeError on an unknown zone. */
export const isOpen = (windows: readonly MaintenanceWindow[], now: number): boolean =>
  windows.length === 0 ||
  windows.some((window) =>
    isWithin(window, Math.floor(now / minuteMs) + offsetMinutes(window.timeZone, now)),
  );

/** The first full minute after `now` at which `isOpen` turns; null where it does not within 15 days. */
export function nextTurn(windows: readonly MaintenanceWindow[], now: number): number | null {
  if (windows.length === 0) return null;
  const wanted = !isOpen(windows, now);
  const first = (Math.floor(now / minuteMs) + 1) * minuteMs;
  let offsets: number[] = [];
  let quarter = Number.NaN;
  for (let at = first; at < first + 15 * 86_400_000; at += minuteMs) {
    // Zones change their offset on full quarters of an hour only.
    if (Math.floor(at / quarterMs) !== quarter) {
      quarter = Math.floor(at / quarterMs);
      offsets = windows.map(({ timeZone }) => offsetMinutes(timeZone, at));
    }
    const open = windows.some((w, i) => isWithin(w, at / minuteMs + (offsets[i] ?? 0)));
    if (open === wanted) return at;
  }
  return null;
}

/** In words what is wrong with the windows; null where nothing is. */
export function windowsProblem(windows: readonly MaintenanceWindow[]): string | null {
  for (const { timeZone } of windows)
    try {
      formatOf(timeZone);
    } catch {
      return `"${timeZone}" is no time zone; use a name of the IANA list such as Europe/Berlin`;
    }
  return null;
}
