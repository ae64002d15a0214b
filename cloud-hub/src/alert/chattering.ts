/** One alert's moments of change; null where not (yet) known. */
export interface AlertSpan {
  readonly key: string;
  readonly raisedAt: number | null;
  readonly clearedAt: number | null;
}

export const chatterWindowMs = 60_000;
export const chatterTransitions = 3;

/**
 * Keys of the alerts of ONE asset and kind that take part in chattering: at least three transitions
 * (raised or cleared, of any of its alerts) within a minute. More alerts only ever add keys.
 */
export function chatteringKeys(spans: readonly AlertSpan[]): Set<string> {
  const transitions = spans
    .flatMap(({ key, raisedAt, clearedAt }) =>
      [raisedAt, clearedAt].filter((at) => at !== null).map((at) => ({ key, at })),
    )
    .sort((a, b) => a.at - b.at);
  const chattering = new Set<string>();
  for (let i = chatterTransitions - 1; i < transitions.length; i += 1) {
    const run = transitions.slice(i - chatterTransitions + 1, i + 1);
    const [begin, end] = [run[0], run.at(-1)];
    if (begin === undefined || end === undefined || end.at - begin.at >= chatterWindowMs) continue;
    for (const { key } of run) chattering.add(key);
  }
  return chattering;
}
