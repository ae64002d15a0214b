import type { RolloutSummary } from '@lookout/shared/protocol/rollouts';
import { Link, useSearchParams } from 'react-router';
import { Age } from '../../components/age.tsx';
import { plural } from '../../components/format.ts';
import { useFocusKeys } from '../../components/use-focus-keys.ts';
import { withParameter } from '../alerts/filter-url.ts';
import { RolloutMark } from './rollout-mark.tsx';
import { hasEnded, progressText } from './rollout-text.ts';
import classes from './rollouts.module.css';
import { WaveBlocks } from './wave-blocks.tsx';

const filters = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'Under way' },
  { value: 'ended', label: 'Ended' },
] as const;

/** Rollouts, the newest first; the address keeps which. */
export function RolloutList({ rollouts }: { readonly rollouts: readonly RolloutSummary[] }) {
  const [parameters, setParameters] = useSearchParams();
  const list = useFocusKeys<HTMLUListElement>('rollout');
  const wanted = parameters.get('state') ?? 'all';
  const shown = rollouts.filter(
    ({ state }) => wanted === 'all' || hasEnded(state) === (wanted === 'ended'),
  );
  return (
    <>
      <div className={classes.filters} role="toolbar" aria-label="Which rollouts">
        {filters.map(({ value, label }) => (
          <button
            key={value}
            type="button"
            className={classes.filter}
            aria-pressed={wanted === value}
            onClick={() =>
              setParameters(withParameter(parameters, 'state', value === 'all' ? null : value), {
                replace: true,
              })
            }
          >
            {label}
          </button>
        ))}
        <output className={classes.total}>{plural(shown.length, 'rollout')}</output>
      </div>
      <ul className={classes.list} ref={list} aria-label="Rollouts">
        {shown.map((rollout) => (
          <Row key={rollout.id} rollout={rollout} />
        ))}
        {shown.length === 0 && <li className={classes.nothing}>None of these.</li>}
      </ul>
    </>
  );
}

function Row({ rollout }: { readonly rollout: RolloutSummary }) {
  const { id, name, model, version, state, reason, waves, createdAt, createdBy } = rollout;
  return (
    <li className={classes.row}>
      <Link to={`/rollouts/${id}`} className={classes.name} data-focus="rollout">
        {name}
      </Link>
      <span className={classes.release}>
        {model} {version}
      </span>
      <RolloutMark state={state} />
      <WaveBlocks waves={waves} />
      <span className={classes.time}>
        {createdBy}, <Age at={createdAt} suffix=" ago" />
      </span>
      <span className={classes.reason}>{reason ?? progressText(rollout)}</span>
    </li>
  );
}
