import type { WhatIfCourse, WhatIfReport, WhatIfStream } from '@lookout/shared/protocol/placements';
import { durationText } from '../../../components/age-text.ts';
import { plural } from '../../../components/format.ts';
import { placedText } from '../placement-text.ts';

/** "71 % cpu-int8 on cpu, 29 % gpu-fp16 on cuda". */
function sharesText({ time }: WhatIfCourse): string {
  const all = time.reduce((sum, { ms }) => sum + ms, 0);
  if (all === 0) return 'nothing';
  return time.map((one) => `${Math.round((100 * one.ms) / all)} % ${placedText(one)}`).join(', ');
}

export interface Comparison {
  readonly name: string;
  readonly was: string;
  readonly would: string;
  /** Would it be worse? */
  readonly worse: boolean;
}

/** What was beside what would have been, figure by figure. */
export function comparisonsOf({ was, would }: Pick<WhatIfStream, 'was' | 'would'>): Comparison[] {
  return [
    { name: 'Ran', was: sharesText(was), would: sharesText(would), worse: false },
    {
      name: 'Switches',
      ...{ was: String(was.switches), would: String(would.switches) },
      worse: would.switches > was.switches,
    },
    {
      name: 'Past the deadline',
      ...{ was: lasting(was.missedMs), would: lasting(would.missedMs) },
      worse: would.missedMs > was.missedMs,
    },
    {
      name: 'On the GPU while hot',
      ...{ was: lasting(was.hotMs), would: lasting(would.hotMs) },
      worse: would.hotMs > was.hotMs,
    },
  ];
}

const lasting = (ms: number): string => (ms === 0 ? 'never' : durationText(ms));

export function coverText({
  samples,
  streamsInScope,
  streams,
  left,
  tookMs,
}: WhatIfReport): string {
  if (streamsInScope + left.length === 0) return 'No stream is in this scope.';
  const of =
    streams.length < streamsInScope
      ? `${streams.length} of ${streamsInScope} streams, drawn evenly`
      : plural(streams.length, 'stream');
  return `${plural(samples, 'half minute')} of load of ${of}, replayed in ${(tookMs / 1_000).toFixed(1)} s.`;
}

/** Where nothing is kept of what was measured then; null: nowhere. */
export function assumedText({ streams }: WhatIfReport): string | null {
  const assumedMs = streams.reduce((sum, one) => sum + one.assumedMs, 0);
  if (assumedMs === 0) return null;
  return `Each half minute is replayed with the profiles that were in force then. Of ${durationText(assumedMs)} none are kept: there the first ones that are known were taken.`;
}
