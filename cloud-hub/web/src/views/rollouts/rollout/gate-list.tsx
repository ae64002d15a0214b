import type { GateFigure } from '@lookout/shared/protocol/rollouts';
import list from '../../../components/fact-list.module.css';
import { plural } from '../../../components/format.ts';
import { gateLimitText, gateTitle, gateValueText, isDoubtful } from '../rollout-text.ts';
import classes from './rollout.module.css';

/** The evidence to halt: figures with their limits, those that are crossed on top. */
export function GateList({ gates }: { readonly gates: readonly GateFigure[] }) {
  const order = gates.toSorted((a, b) => Number(a.ok) - Number(b.ok));
  return (
    <section className={classes.block} aria-label="Gates">
      <h2>Gates</h2>
      {gates.length === 0 && <p className="muted">No figure before a wave runs.</p>}
      <dl className={`${list.facts} ${classes.gates}`}>
        {order.map((gate) => (
          <div key={gate.gate} data-ok={gate.ok}>
            <dt>{gateTitle(gate)}</dt>
            <dd>
              <span className={classes.figure}>{gateValueText(gate.gate, gate.value)}</span>{' '}
              <span className="small muted">
                {gateLimitText(gate)}
                {gate.sample > 0 && `, over ${plural(gate.sample, 'asset')}`}
                {isDoubtful(gate) && '; too few windows to tell it from chance'}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
