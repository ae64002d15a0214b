import { costOf, type Outcome } from './live-through.ts';
import { type Lived, type RuleName, ruleNames } from './worker.ts';

const hours = 24;

export const fleetTable = (lived: readonly Lived[]): object[] =>
  ruleNames.map((rule) => row(lived, rule));

/** What matters of each group: regret of the choice, and how the others do. */
export function byGroup(lived: readonly Lived[], of: (one: Lived) => string): object[] {
  const groups = Map.groupBy(lived, of);
  return [...groups].map(([group, members]) => ({
    ...{ group, devices: members.length },
    ...Object.fromEntries(
      ruleNames.map((rule) => [`missed % ${rule}`, percent(missedShare(sum(members, rule)))]),
    ),
    'switches a device-day': round(sum(members, 'chooseVariant').switches / members.length),
    'regret %': percent(regret(members, 'chooseVariant')),
    'regret of cost, a device-day': round(
      (cost(members, 'chooseVariant') - cost(members, 'oracle')) / members.length,
    ),
  }));
}

function row(lived: readonly Lived[], rule: RuleName): object {
  const total = sum(lived, rule);
  return {
    rule,
    'missed %': percent(missedShare(total)),
    'missed a device-day': round(total.missed / lived.length),
    'switches a device-day': round(total.switches / lived.length),
    'most switches an hour': round(
      Math.max(...lived.map(({ outcomes }) => outcomes[rule].switches)) / hours,
    ),
    'kJ a device-day': round(total.joules / 1000 / lived.length),
    'on GPU %': percent(total.onGpu / lived.length),
    'throttled %': percent(total.throttled / lived.length),
    'cost a device-day': round(cost(lived, rule) / lived.length),
    'regret %': percent(regret(lived, rule)),
  };
}

function sum(lived: readonly Lived[], rule: RuleName): Outcome {
  const total = { windows: 0, missed: 0, switches: 0, joules: 0, onGpu: 0, throttled: 0 };
  for (const { outcomes } of lived)
    for (const key of ['windows', 'missed', 'switches', 'joules', 'onGpu', 'throttled'] as const)
      total[key] += outcomes[rule][key];
  return total;
}

const missedShare = ({ missed, windows }: Outcome): number => missed / windows;

const cost = (lived: readonly Lived[], rule: RuleName): number =>
  lived.reduce((total, { outcomes }) => total + costOf(outcomes[rule]), 0);

/**
 * What the rule cost all of them together beyond the oracle, as a share of what the oracle cost: whoever has many
 * late windows even under the oracle weighs most, and devices where nothing can go wrong hardly at all.
 */
const regret = (lived: readonly Lived[], rule: RuleName): number =>
  cost(lived, rule) / cost(lived, 'oracle') - 1;

const percent = (share: number): number => round(100 * share);
const round = (value: number): number => Number(value.toPrecision(3));
