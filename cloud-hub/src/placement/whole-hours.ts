import { Problem } from '../http/problem.ts';

export const hourMs = 3_600_000;
const mostHours = 31 * 24;

/** Beginnings of the hours UTC that a stretch touches. @throws Problem 400 badRequest */
export function wholeHours(from: number, to: number): number[] {
  if (from > to) throw new Problem(400, 'badRequest', 'from must not be later than to.');
  const first = Math.floor(from / hourMs);
  const count = Math.floor(to / hourMs) - first + 1;
  if (count > mostHours)
    throw new Problem(400, 'badRequest', 'Ask for 31 days at most.', 'Choose a later from.');
  return Array.from({ length: count }, (_, i) => (first + i) * hourMs);
}
