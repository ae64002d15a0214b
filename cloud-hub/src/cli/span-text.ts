const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

/** How long something lasted, with sensible digits: "0", "40 s", "12 min", "3.5 h", "6.2 days". */
export function spanText(ms: number): string {
  if (ms <= 0) return '0';
  if (ms < 2 * minuteMs) return `${Math.round(ms / 1000)} s`;
  if (ms < 2 * hourMs) return `${Math.round(ms / minuteMs)} min`;
  return ms < 3 * dayMs ? `${(ms / hourMs).toFixed(1)} h` : `${(ms / dayMs).toFixed(1)} days`;
}
