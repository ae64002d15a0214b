import type { RolloutPlan, WaveProgress } from '@lookout/shared/protocol/rollouts';
import { durationText } from '../../../components/age-text.ts';
import { formatShare as percent, ruleText } from '../rollout-text.ts';
import { WaveBlocks } from '../wave-blocks.tsx';
import classes from './rollout.module.css';

interface WavesProps {
  readonly waves: readonly WaveProgress[];
  readonly plan: RolloutPlan;
  /** The rollout has ended: nothing waits. */
  readonly ended: boolean;
}

/** How far it is, and what it waits for. */
export function Waves({ waves, plan, ended }: WavesProps) {
  // What the later ones wait for is only this one.
  const waiting = waves.find(({ state }) => state !== 'done');
  return (
    <section className={classes.block} aria-label="Waves">
      <WaveBlocks waves={waves} told ended={ended} />
      {waiting !== undefined && waiting.waitsFor !== null && (
        <p className={classes.waits}>
          <strong>{waiting.name}</strong>: {waiting.waitsFor}
        </p>
      )}
      <details>
        <summary className="small">Who is in which wave</summary>
        <ul className={classes.rules}>
          {plan.waves.map(({ name, members, byHand, soakMs, successShare, maxFailureShare }) => (
            <li key={name}>
              <strong>{name}</strong>: {ruleText(members)}
              {byHand && ', started by hand'}
              {`; the next after ${percent(successShare)} run it`}
              {soakMs > 0 && ` for ${durationText(soakMs)}`}
              {`, halts above ${percent(maxFailureShare)} failed`}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
