import type { RolloutDetail } from '@lookout/shared/protocol/rollouts';
import { Link } from 'react-router';
import { Age } from '../../../components/age.tsx';
import { RolloutMark } from '../rollout-mark.tsx';
import { verdictOf } from '../rollout-text.ts';
import { Acts } from './acts.tsx';
import { DecisionFails } from './decision-fails.tsx';
import classes from './rollout.module.css';

/** What it is, whether it is safe to go on with, and what can be done. */
export function RolloutHead({ detail }: { readonly detail: RolloutDetail }) {
  const { rollout } = detail;
  const { name, model, version, release, state, reason, createdBy, createdAt } = rollout;
  const draft = state === 'DRAFT';
  const verdict = verdictOf(detail);
  return (
    <header className={classes.head}>
      <div className={classes.told}>
        <h1>
          {name} <RolloutMark state={state} />
        </h1>
        <p className="muted">
          <Link to={`/models/releases/${release}`}>
            {model} {version}
          </Link>
          , by {createdBy} <Age at={createdAt} suffix=" ago" />
        </p>
        <p className={classes.verdict} data-answer={verdict.answer} role="status">
          {draft ? 'Nothing has been sent: a draft touches no device.' : verdict.text}
        </p>
        {rollout.trouble !== null && <DecisionFails trouble={rollout.trouble} />}
        {reason !== null && state !== 'RUNNING' && <p>{reason}</p>}
      </div>
      <Acts detail={detail} />
    </header>
  );
}
