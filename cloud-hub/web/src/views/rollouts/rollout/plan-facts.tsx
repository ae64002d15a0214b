import type { RolloutPlan, RolloutSummary } from '@lookout/shared/protocol/rollouts';
import { absoluteText, durationText } from '../../../components/age-text.ts';
import { FactList, type FactOf } from '../../../components/fact-list.tsx';
import { targetText, windowText } from '../plan-text.ts';
import classes from './rollout.module.css';

interface PlanFactsProps {
  readonly plan: RolloutPlan;
  readonly release: RolloutSummary;
}

/** What was planned, beside waves and gates. */
export function PlanFacts({ plan, release }: PlanFactsProps) {
  const { target, variant, schedule, install, deadlines } = plan;
  const facts: FactOf[] = [
    ['Release', `${release.model} ${release.version}`],
    ['Variant', variant === 'auto' ? 'the best for each device' : variant],
    ['For', targetText(target)],
    ['Starts', schedule.startAt === null ? 'when approved' : absoluteText(schedule.startAt)],
    ['Begins only', schedule.windows.map(windowText).join('; ') || 'at any time'],
    ['Beside the old one', `${install.shadowWindows} windows`],
    ['On trial', `${install.trialWindows} windows`],
    [
      'Deadlines',
      `${durationText(deadlines.acceptMs)} to take it up, ${durationText(deadlines.downloadMs)} to download, ${durationText(deadlines.installMs)} to install`,
    ],
  ];
  return (
    <section className={classes.block} aria-label="Plan">
      <h2>Plan</h2>
      <FactList facts={facts} className={classes.facts} />
    </section>
  );
}
