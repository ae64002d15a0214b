import type { RolloutState } from '@lookout/shared/protocol/rollouts';
import { needsSomeone, stateWords } from './rollout-text.ts';
import classes from './rollouts.module.css';

/** A rollout's state in words; warm only where someone should look. */
export function RolloutMark({ state }: { readonly state: RolloutState }) {
  return (
    <span className={classes.state} data-abnormal={needsSomeone(state)} data-state={state}>
      {stateWords[state]}
    </span>
  );
}
