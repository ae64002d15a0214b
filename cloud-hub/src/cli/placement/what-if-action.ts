import {
  scopeText,
  type WhatIfCourse,
  type WhatIfReport,
} from '@lookout/shared/protocol/placements';
import { print } from '../beside-hub.ts';
import { usageError } from '../exit.ts';
import { spanText } from '../span-text.ts';
import { table } from '../table.ts';
import type { WhatIfOptions } from './placement.ts';
import { onPlacements } from './placement-actions.ts';
import { policyOf } from './policy-options.ts';
import { placeText, plural } from './words.ts';

export async function askWhatIf(options: WhatIfOptions): Promise<void> {
  const { scope, hours, json } = options;
  if (!(hours > 0 && hours <= 168)) throw usageError('--hours: expected more than 0, 168 at most');
  const policy = policyOf(options);
  const report = await onPlacements(({ whatIf }) => whatIf.ask({ policy, scope, hours }));
  print(json, report, whatIfText(report, scopeText(scope)));
}

/** @param scope whom it was asked for, in words */
function whatIfText(report: WhatIfReport, scope: string): string {
  const { streams, streamsInScope, was, would, left, samples, tookMs } = report;
  if (streamsInScope + left.length === 0)
    return `No stream is in ${scope}: "lookout placement list" shows them.`;
  if (streams.length === 0) return ['Nothing could be replayed.', ...leftText(left)].join('\n');
  const places = new Set([...was.time, ...would.time].map(placeText));
  const timeOf = (course: WhatIfCourse, place: string) =>
    spanText(course.time.find((one) => placeText(one) === place)?.ms ?? 0);
  const rows = [
    ...[...places].map((place) => [place, timeOf(was, place), timeOf(would, place)]),
    ['switches', `${was.switches}`, `${would.switches}`],
    ['past the deadline', spanText(was.missedMs), spanText(would.missedMs)],
    ['on a hot GPU', spanText(was.hotMs), spanText(would.hotMs)],
  ];
  const drawn = streams.length < streamsInScope ? `, drawn from ${streamsInScope}` : '';
  return [
    `${plural(streams.length, 'stream')}${drawn}, ${plural(samples, 'half minute')} of load, replayed in ${(tookMs / 1000).toFixed(1)} s`,
    '',
    table(['', 'was', 'would have been'], rows),
    ...assumedText(streams),
    ...leftText(left),
  ].join('\n');
}

const leftText = (left: WhatIfReport['left']): string[] =>
  left.length === 0
    ? []
    : ['', 'Left out:', ...left.map((one) => `  ${one.device}/${one.stream}: ${one.reason}`)];

/** Most of the time nothing is assumed, and nothing is said. */
function assumedText(streams: WhatIfReport['streams']): string[] {
  const assumed = streams.filter(({ assumedMs }) => assumedMs > 0);
  if (assumed.length === 0) return [];
  const ms = assumed.reduce((sum, { assumedMs }) => sum + assumedMs, 0);
  return [
    '',
    `Each half minute is replayed with the profiles that were in force then. Of ${spanText(ms)} none are kept:`,
    'there the first ones that are known were taken.',
  ];
}
