import type { AbsenceHabit, Background, Member } from './rollout-state.ts';

/** A longer habit than this is not waited for: such a device counts as silent, and heals when it comes back. */
export const longestAllowanceMs = 3 * 86_400_000;
/** Away for less than this may be a reconnect: neither a sleeper nor gone. */
export const reconnectMs = 120_000;

/** What is known of a device's presence. */
export type Presence = Pick<Member, 'online' | 'lastSeenAt' | 'habit'>;

/**
 * How long the device may be away without telling anything of the release: half as long again as ever before, and
 * twice the longest while only few absences are known. The next of n absences exceeds the longest of them with
 * probability 1/(n + 1), so the factor stands for what so few cannot show.
 */
export function allowanceMs({ count, p95Ms, longestMs }: AbsenceHabit): number {
  if (count === 0) return 0;
  const factor = count < 5 ? 2 : 1.5;
  // Moments are whole milliseconds in the database, and half as long again may be half a one.
  return Math.min(longestAllowanceMs, Math.ceil(factor * Math.max(p95Ms, longestMs)));
}

/** Away now, and that is nothing unusual for it: it is not waited for, and not counted. */
export function sleeps({ online, lastSeenAt, habit }: Presence, now: number): boolean {
  if (online || lastSeenAt === null) return false;
  const awayMs = now - lastSeenAt;
  const allowed = allowanceMs(habit);
  return allowed > reconnectMs && awayMs >= reconnectMs && awayMs < allowed;
}

/** The moment from which a device that stays away counts as silent. */
export const silentFrom = (since: number, presence: Presence, graceMs: number): number =>
  Math.max(since, presence.lastSeenAt ?? since) + graceMs + allowanceMs(presence.habit);

/**
 * What silence is usual at present: of devices that this rollout has not touched and that were there at `since` or
 * later, how many are silent by the measure that members are judged by. Devices that have been away for longer
 * say nothing, as members were there when they were assigned; nor do those that sleep as usual.
 *
 * @param since when the first member was assigned
 * @param graceMs the plan's own deadline: see `graceOf`
 */
export function backgroundOf(
  peers: readonly Presence[],
  since: number,
  now: number,
  graceMs: number,
): Background {
  const there = peers.filter((p) => (p.online || (p.lastSeenAt ?? 0) >= since) && !sleeps(p, now));
  const silent = there.filter((p) => !p.online && now >= silentFrom(since, p, graceMs));
  return { devices: there.length, silent: silent.length };
}
