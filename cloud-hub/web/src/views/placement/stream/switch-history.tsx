import type { PlacementDetail } from '@lookout/shared/protocol/placements';
import { Age } from '../../../components/age.tsx';
import { placedText } from '../placement-text.ts';
import { agreementText } from './agreement-text.ts';
import classes from './stream.module.css';

const shown = 12;

/** What the hub chose and what the device did, the newest first. */
export function SwitchHistory({ detail }: { readonly detail: PlacementDetail }) {
  const { history, switches } = detail;
  return (
    <>
      <section className={classes.block} aria-label="Switches">
        <h2>Switches</h2>
        {switches.length === 0 && <p className="muted">None that was told.</p>}
        <ol className={classes.lines}>
          {switches.slice(0, shown).map((one) => (
            <li key={one.at}>
              {placedText(one.from)} → {placedText(one.to)}{' '}
              <span className="muted">
                <Age at={one.at} suffix=" ago" />
                {one.by === 'guard' && ', by the device itself'}: {one.reason}
              </span>
              <p className="small muted">{agreementText(one)}</p>
            </li>
          ))}
        </ol>
      </section>
      <section className={classes.block} aria-label="Choices of the hub">
        <h2>Choices of the hub</h2>
        {history.length === 0 && <p className="muted">None yet.</p>}
        <ol className={classes.lines}>
          {history.slice(0, shown).map(({ at, number, choice }) => (
            <li key={number}>
              {placedText(choice)}{' '}
              <span className="muted">
                <Age at={at} suffix=" ago" />: {choice.reason}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
