/** The hub beats every 5 s; more silence than this, and the line is dead even if no one has said so. */
export const silenceLimitMs = 7_500;

export interface Line {
  readonly connected: boolean;
  /** By the same clock as `nowMs` below; null before the first message. */
  readonly heardAtMs: number | null;
}

export type Liveness =
  | { readonly state: 'connecting' }
  | { readonly state: 'live'; readonly ageMs: number }
  | { readonly state: 'lost'; readonly ageMs: number | null };

/** @param patienceMs how long a first connection may take before it counts as lost. */
export function liveness(
  line: Line,
  nowMs: number,
  startedAtMs: number,
  patienceMs = 4_000,
): Liveness {
  if (line.heardAtMs === null)
    return nowMs - startedAtMs < patienceMs
      ? { state: 'connecting' }
      : { state: 'lost', ageMs: null };
  const ageMs = Math.max(0, nowMs - line.heardAtMs);
  return line.connected && ageMs < silenceLimitMs
    ? { state: 'live', ageMs }
    : { state: 'lost', ageMs };
}
