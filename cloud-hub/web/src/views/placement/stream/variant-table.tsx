import type { PlacementDetail } from '@lookout/shared/protocol/placements';
import { formatBytes, formatLatency } from '../../../components/format.ts';
import table from '../../../components/table.module.css';
import classes from './stream.module.css';
import { isUnderWay, usableWords, type VariantRow, variantRows } from './variant-rows.ts';

/** Every variant on every provider of this device: measured idle, and predicted for the present load. */
export function VariantTable({ detail }: { readonly detail: PlacementDetail }) {
  const rows = variantRows(detail);
  const { deadlineUs } = detail.entry;
  if (rows.length === 0) return <p className="muted">Nothing was measured on this device yet.</p>;
  const most = Math.max(
    ...rows.flatMap(({ idleP95Us, predictedP95Us }) => [idleP95Us ?? 0, predictedP95Us ?? 0]),
    1,
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: between the widths of a phone and of a screen it scrolls
    <section className={table.scroller} tabIndex={0} aria-label="Variants">
      <table className={`${table.table} ${classes.table}`}>
        <caption className="visually-hidden">Variants on this device</caption>
        <thead>
          <tr>
            <th scope="col">Variant</th>
            <th scope="col">Provider</th>
            <th scope="col" className="number">
              Idle p95
            </th>
            <th scope="col" className="number">
              p95 now, predicted
            </th>
            <th scope="col">
              <span className="visually-hidden">Drawn</span>
            </th>
            <th scope="col" className="number">
              AUROC
            </th>
            <th scope="col" className="number">
              Memory
            </th>
            <th scope="col">On this device</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={`${row.variant}/${row.provider}`} {...{ row, most, deadlineUs }} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly row: VariantRow;
  /** The longest bar, µs. */
  readonly most: number;
  readonly deadlineUs: number | null;
}

function Row({ row, most, deadlineUs }: RowProps) {
  const { predictedP95Us, idleP95Us, usable, detail } = row;
  const late = deadlineUs !== null && predictedP95Us !== null && predictedP95Us > deadlineUs;
  return (
    <tr data-runs={row.runs} data-usable={usable === 'yes'}>
      <th scope="row">
        {row.variant}
        {row.runs && <span className="muted"> runs</span>}
      </th>
      <td data-name="Provider">{row.provider}</td>
      <td className="number" data-name="Idle p95">
        {formatLatency(idleP95Us)}
      </td>
      <td className="number" data-name="p95 now, predicted" data-abnormal={late}>
        {formatLatency(predictedP95Us)}
        {late && <span className="visually-hidden"> past the deadline</span>}
      </td>
      <td className={classes.bars} aria-hidden="true">
        <span style={{ width: `${(100 * (predictedP95Us ?? 0)) / most}%` }} data-late={late} />
        <span style={{ width: `${(100 * (idleP95Us ?? 0)) / most}%` }} />
      </td>
      <td className="number" data-name="AUROC">
        {row.auroc?.toFixed(3) ?? '–'}
      </td>
      <td className="number" data-name="Memory">
        {formatBytes(row.memoryBytes)}
      </td>
      <td className={classes.usable} data-abnormal={usable !== 'yes' && !isUnderWay(row)}>
        {usableWords[usable]} <span className="muted small">{detail}</span>
      </td>
    </tr>
  );
}
