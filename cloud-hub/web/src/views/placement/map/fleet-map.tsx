import type { PlacementEntry } from '@lookout/shared/protocol/placements';
import { Link } from 'react-router';
import hint from '../../../components/scroll-hint.module.css';
import { useFocusKeys } from '../../../components/use-focus-keys.ts';
import { addressOf, bySite, keyOf } from '../placement-rows.ts';
import { placedText, processorsOf, whyText } from '../placement-text.ts';
import classes from './map.module.css';

/** A cell per stream, in its site's row: hollow on the CPU, full on the GPU, warm with a problem. */
export function FleetMap({ entries }: { readonly entries: readonly PlacementEntry[] }) {
  const map = useFocusKeys<HTMLDivElement>('cell');
  return (
    <div className={`${classes.map} ${hint.down}`} ref={map}>
      {bySite(entries).map(({ site, entries: own }) => (
        <section key={site} className={classes.site} aria-label={`Site ${site}`}>
          <h2 className={classes.siteName}>{site}</h2>
          <ul className={classes.cells}>
            {own.map((entry) => (
              <li key={keyOf(entry)}>
                <Cell entry={entry} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Cell({ entry }: { readonly entry: PlacementEntry }) {
  const { device, stream, running, problems, presence } = entry;
  const [problem] = problems;
  const words = `${device} / ${stream}: ${placedText(running)}. ${problem?.text ?? whyText(entry)}`;
  return (
    <Link
      to={addressOf(entry)}
      className={classes.cell}
      data-runs={processorsOf(entry)}
      data-problem={problem !== undefined}
      data-offline={presence !== 'online'}
      data-focus="cell"
      title={words}
      aria-label={words}
    />
  );
}
