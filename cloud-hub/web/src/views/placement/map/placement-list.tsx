import type { PlacementEntry } from '@lookout/shared/protocol/placements';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Link } from 'react-router';
import { Age } from '../../../components/age.tsx';
import { formatLatency, formatPercent } from '../../../components/format.ts';
import rows from '../../../components/rows.module.css';
import { useFocusKeys } from '../../../components/use-focus-keys.ts';
import { addressOf, keyOf } from '../placement-rows.ts';
import { deadlineShare, placedText, problemText, scopeWords, whyText } from '../placement-text.ts';
import classes from './map.module.css';

const rowPx = 56;

/** One line a stream with the reason in words; only those in sight are in the page. */
export function PlacementList({ entries }: { readonly entries: readonly PlacementEntry[] }) {
  const scroller = useFocusKeys<HTMLDivElement>('placement');
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => {
      const entry = entries[index];
      return entry === undefined ? index : keyOf(entry);
    },
    overscan: 8,
    useFlushSync: false,
  });
  return (
    <div ref={scroller} className={classes.scroller}>
      <ul className={classes.list} aria-label="Streams" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const entry = entries[item.index];
          if (entry === undefined) return null;
          return (
            <Row
              key={item.key}
              entry={entry}
              top={item.start}
              index={item.index}
              measure={virtual.measureElement}
            />
          );
        })}
      </ul>
      {entries.length === 0 && <p className={rows.nothing}>No stream fits this filter.</p>}
    </div>
  );
}

interface RowProps {
  readonly entry: PlacementEntry;
  readonly top: number;
  readonly index: number;
  readonly measure: (row: HTMLElement | null) => void;
}

function Row({ entry, top, index, measure }: RowProps) {
  const { device, stream, site, running, since, problems, policySource, switches } = entry;
  return (
    <li
      ref={measure}
      data-index={index}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
    >
      <Link to={addressOf(entry)} className={rows.link} data-focus="placement">
        {device} <span className="muted">{stream}</span>
        <span className="visually-hidden">, site {site}</span>
      </Link>
      <span>{placedText(running)}</span>
      <span className={classes.figures}>
        <Deadline entry={entry} />
        <Figure name="CPU" value={entry.cpuPercent} unit="%" />
        <Figure name="GPU" value={entry.gpuPercent} unit="%" />
        <Figure name="headroom" value={entry.headroomC} unit="°C" />
        <span title="Switches in the last hour">{switches}/h</span>
      </span>
      <span className={classes.why}>
        {problems.map((problem) => (
          <span key={problem.code} className={classes.problem} title={problem.text}>
            {problemText(problem)}
          </span>
        ))}
        {whyText(entry)}{' '}
        <span className="muted">
          {policySource !== null && `Policy of ${scopeWords(policySource)}. `}
          {since !== null && (
            <>
              For <Age at={since} />.
            </>
          )}
        </span>
      </span>
    </li>
  );
}

function Deadline({ entry }: { readonly entry: PlacementEntry }) {
  const share = deadlineShare(entry);
  const { lagP95Us, deadlineUs } = entry;
  return (
    <span
      data-abnormal={share !== null && share > 1}
      title={`p95 from a window's last row to its score, of ${formatLatency(deadlineUs)} allowed`}
    >
      {formatLatency(lagP95Us)}
      {share !== null && <span className="muted"> of {formatLatency(deadlineUs)}</span>}
    </span>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
}

/** What is unknown is left out: it is not 0. */
function Figure({ name, value, unit }: FigureProps) {
  if (value === null) return null;
  return (
    <span>
      <span className="muted">{name}</span> {formatPercent(value)} {unit}
    </span>
  );
}
