const iso =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|UTC|GMT|[-+]\d{2}:?\d{2})?$/i;
/** Day first with dots, as in 09.03.2020. With slashes day and month cannot be told apart: refused. */
const dayFirst =
  /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|UTC|GMT|[-+]\d{2}:?\d{2})?$/i;

/**
 * Milliseconds UTC since 1970 of a date and time, or of a Unix time in s, ms, µs or ns (told apart by
 * their digits, so only between 2001 and 2286). Times without a zone are UTC. Null for anything else,
 * including a day that the calendar does not have.
 */
export function parseTime(cell: string): number | null {
  const text = cell.trim();
  const unix = /^(\d{10}|\d{13}|\d{16}|\d{19})(\.\d+)?$/.exec(text)?.[1];
  if (unix !== undefined) return Math.round(Number(text) / 10 ** (unix.length - 13));
  const y = iso.exec(text);
  if (y) return utcMs(y[1], y[2], y[3], y.slice(4));
  const d = dayFirst.exec(text);
  return d ? utcMs(d[3], d[2], d[1], d.slice(4)) : null;
}

type Part = string | undefined;

function utcMs(year: Part, month: Part, day: Part, rest: Part[]): number | null {
  const [hour, minute, second, fraction, zone] = rest;
  const parts = [year, month, day, hour, minute, second].map((part) => Number(part ?? 0));
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts;
  const millis = Math.round(Number(`0.${fraction ?? 0}`) * 1000);
  const date = new Date(Date.UTC(y, mo - 1, d, h, mi, s));
  // Date rolls 31 April over to 1 May; a recording that says so is wrong.
  const same = date.getUTCMonth() === mo - 1 && date.getUTCDate() === d && h < 24 && mi < 60;
  return same && s < 60 ? date.getTime() + millis - zoneMs(zone) : null;
}

function zoneMs(zone: Part): number {
  const parts = /^([-+])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  if (!parts) return 0;
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) * 60_000;
}
