const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A length of time in at most two units: "8 s", "3 min", "2 h 05 min", "3 d 4 h". */
export function durationText(ms: number): string {
  const length = Math.max(0, ms);
  if (length < minuteMs) return `${Math.floor(length / secondMs)} s`;
  if (length < hourMs) return `${Math.floor(length / minuteMs)} min`;
  if (length < dayMs) {
    const minutes = Math.floor((length % hourMs) / minuteMs);
    return `${Math.floor(length / hourMs)} h ${String(minutes).padStart(2, '0')} min`;
  }
  return `${Math.floor(length / dayMs)} d ${Math.floor((length % dayMs) / hourMs)} h`;
}

/** For what should be fractions of a second old: "0.2 s", "7.4 s", then as any duration. */
export function freshAgeText(ms: number): string {
  const length = Math.max(0, ms);
  return length < 9_950 ? `${(length / secondMs).toFixed(1)} s` : durationText(length);
}

/** "2026-03-01 14:03:22 GMT+9". @param timeZone the reader's own when absent. */
export function absoluteText(at: number, timeZone?: string): string {
  return `${stamp(at, timeZone, { dateStyle: true, zone: true })}`;
}

/** "14:03:22", for axes and tables whose day is plain. */
export function clockText(at: number, timeZone?: string): string {
  return stamp(at, timeZone, { dateStyle: false, zone: false });
}

function stamp(
  at: number,
  timeZone: string | undefined,
  want: { dateStyle: boolean; zone: boolean },
): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    timeZone,
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((each) => each.type === type)?.value ?? '';
  const clock = `${part('hour')}:${part('minute')}:${part('second')}`;
  const date = want.dateStyle ? `${part('year')}-${part('month')}-${part('day')} ` : '';
  return `${date}${clock}${want.zone ? ` ${part('timeZoneName')}` : ''}`;
}

/** A tick of a time axis: as fine as the ticks lie apart. */
export function axisTimeText(at: number, stepMs: number, timeZone?: string): string {
  if (stepMs < minuteMs) return clockText(at, timeZone);
  if (stepMs < dayMs) return clockText(at, timeZone).slice(0, 5);
  return absoluteText(at, timeZone).slice(5, 10);
}
