import type { Adaptation, AdaptationReason } from '@lookout/shared/protocol/adaptations';
import type { ResetMode } from '@lookout/shared/protocol/commands';
import type { DecisionKind, Judgement } from '@lookout/shared/protocol/presence';
import { formatNumber, formatScore, plural } from '../../../components/format.ts';

export const decisionWords: Readonly<Record<DecisionKind, string>> = {
  threshold: 'score against its limit',
  cusum: 'CUSUM: small shifts that last',
  martingale: 'martingale: evidence that adds up',
};

/** "1 false alarm a day", "2 false alarms a week": over the shortest of the periods that holds one. */
export function budgetText(alarmsPerDay: number): string {
  const { count, days } = budgetOf(alarmsPerDay);
  const period = { 1: 'a day', 7: 'a week', 30: 'in 30 days' }[days];
  const text = formatNumber(count).replace(/\.0+$|(\.\d*?)0+$/, '$1');
  return `${text} false ${count === 1 ? 'alarm' : 'alarms'} ${period}`;
}

export type BudgetDays = 1 | 7 | 30;

/** A budget as people say it: a number that is at least one, where a month is enough for that. */
export function budgetOf(alarmsPerDay: number): { count: number; days: BudgetDays } {
  const days = ([1, 7] as const).find((each) => alarmsPerDay * each > 1 - 1e-9) ?? 30;
  return { count: Number((alarmsPerDay * days).toPrecision(6)), days };
}

/** How the scale of the scores came about. */
export function scaleText({ commissioning, windows, windowsNeeded }: Judgement): string {
  switch (commissioning) {
    case 'collecting':
      return `being fitted to this machine: ${windows} of ${plural(windowsNeeded, 'window')}`;
    case 'commissioned':
      return `fitted to this machine, ${plural(windows, 'window')}`;
    case 'refused':
      return "the detector's own: this machine lies outside its bounds";
    case 'off':
      return "the detector's own";
  }
}

const reasonWords: Readonly<Record<AdaptationReason, string>> = {
  commissioned: 'Fitted to this machine',
  refused: 'Not fitted: outside its bounds',
  drift: 'Followed slow drift',
  reset: 'Reset to a new normal',
  rezeroed: 'Reset, sensors re-zeroed',
  restored: "Back to the detector's own values",
};

export const adaptationText = ({ reason, by }: Adaptation): string =>
  by === null ? reasonWords[reason] : `${reasonWords[reason]} by ${by}`;

/** "limit 4.2 → 3.6, from 100 windows" */
export function moveText({ fromLevel, toLevel, windows }: Adaptation): string {
  const rests = windows === null ? '' : `, from ${plural(windows, 'window')}`;
  return `limit ${levelsText(fromLevel, toLevel)}${rests}`;
}

/** "4.0 → 4.5", with as many decimals as it takes to see the move; one level where it did not move. */
export function levelsText(from: number, to: number): string {
  if (from === to) return formatScore(to);
  const decimals = [1, 2, 3].find((each) => from.toFixed(each) !== to.toFixed(each)) ?? 3;
  return `${from.toFixed(decimals)} → ${to.toFixed(decimals)}`.replaceAll('-', '−');
}

/** What a reset does, in two sentences, before it is asked for. */
export function consequence(mode: ResetMode, asset: string, standing: number): string {
  const alerts =
    standing === 0
      ? 'No alert stands'
      : `${plural(standing, 'standing alert is', 'standing alerts are')} cleared`;
  if (mode === 'restore')
    return `${alerts}, and ${asset} is judged by the detector's own values again. What was fitted to this machine is forgotten, the zero of its sensors too.`;
  const zero = mode === 'rezero' ? ', with the sensors’ present level as their zero' : '';
  return `${alerts}, and the scale of the score is fitted anew to how ${asset} behaves at present${zero}. A real fault that is present now would be taken as normal.`;
}
