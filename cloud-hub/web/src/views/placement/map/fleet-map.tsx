import type { PlacementEntry } from '@lookout/shared/protocol/placements';
import { Link } from 'react-router';
import hint from '../../../components/scroll-hint.module.css';
import { addressOf, bySite, keyOf } from '../placement-rows.ts';
import { placedText, processorsOf, whyText } from '../placement-text.ts';
import classes from './map.module.css';
import { useCellKeys } from './use-cell-keys.ts';

/** A cell per stream, in its site's row: hollow on the CPU, full on the GPU, warm with a problem. */
export function FleetMap({ entries }: { readonly entries: readonly PlacementEntry[] }) {
  const sites = bySite(entries);
  const cells = useCellKeys(sites.flatMap(({ entries: own }) => own.map(keyOf)));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links inside have the focus
    <div className={`${classes.map} ${hint.down}`} onKeyDown={cells.onKeyDown}>
      {sites.map(({ site, entries: own }) => (
        <section key={site} className={classes.site} aria-label={`Site ${site}`}>
          <h2 className={classes.siteName}>{site}</h2>
          <ul className={classes.cells}>
            {own.map((entry) => (
              <li key={keyOf(entry)}>
                <Cell entry={entry} cells={cells} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

interface CellProps {
  readonly entry: PlacementEntry;
  readonly cells: ReturnType<typeof useCellKeys>;
}

function Cell({ entry, cells }: CellProps) {
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
      data-cell
      tabIndex={cells.tabIndexOf(keyOf(entry))}
      onFocus={() => cells.onFocus(keyOf(entry))}
      title={words}
      aria-label={words}
    />
  );
}
