import type { DecisionTrouble } from '@lookout/shared/protocol/decision-trouble';
import { Age } from '../../../components/age.tsx';
import classes from './rollout.module.css';

/** The hub cannot decide on the rollout: since when, why, and what to do. */
export function DecisionFails({ trouble }: { readonly trouble: DecisionTrouble }) {
  const { since, text, remedy } = trouble;
  return (
    <section className={classes.trouble} role="alert" aria-label="Not decided on">
      <p>
        <strong>
          The hub has not been able to decide on it for <Age at={since} />.
        </strong>{' '}
        Waves, gates, halts and reverts wait until it can.
      </p>
      <p>{text}</p>
      <p>{remedy}</p>
    </section>
  );
}
