import type { PlacementDetail } from '@lookout/shared/protocol/placements';
import classes from './stream.module.css';

/** Which execution providers this device runs, and why it does not use the others that its runtime names. */
export function ProviderFacts({ detail }: { readonly detail: PlacementDetail }) {
  const { providers, unusableProviders } = detail;
  return (
    <section className={classes.block} aria-label="Providers">
      <h2>Providers</h2>
      <ul className={classes.lines}>
        <li>Runs on {providers.join(', ') || 'none that is known yet'}</li>
        {unusableProviders.map(({ provider, why }) => (
          <li key={provider}>
            Not on {provider}: <span className="muted">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
