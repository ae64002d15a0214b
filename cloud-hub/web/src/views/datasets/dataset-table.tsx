import type { Dataset } from '@lookout/shared/protocol/datasets';
import { Link } from 'react-router';
import { Age } from '../../components/age.tsx';
import { formatNumber, plural } from '../../components/format.ts';
import table from '../../components/table.module.css';
import { periodText, sourceText, stretchText } from './dataset-text.ts';
import classes from './datasets.module.css';

export function DatasetTable({ datasets }: { readonly datasets: readonly Dataset[] }) {
  return (
    <div className={table.scroller}>
      <table className={`${table.table} ${classes.table}`}>
        <caption className="visually-hidden">Data sets, the newest first</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="number">
              Rows
            </th>
            <th scope="col" className="number">
              Channels
            </th>
            <th scope="col" className={classes.wide}>
              A row
            </th>
            <th scope="col" className={classes.wide}>
              From
            </th>
            <th scope="col" className={classes.wide}>
              Stretch
            </th>
            <th scope="col">Made</th>
          </tr>
        </thead>
        <tbody>
          {datasets.map((dataset) => (
            <Row key={dataset.id} dataset={dataset} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ dataset }: { readonly dataset: Dataset }) {
  const { id, name, rows, channels, periodMs, fromAt, toAt, createdAt, warnings } = dataset;
  return (
    <tr>
      <th scope="row" className={classes.name}>
        <Link to={`/datasets/${id}`}>{name}</Link>
        {warnings.length > 0 && (
          <span className="small muted"> {plural(warnings.length, 'warning')}</span>
        )}
      </th>
      <td className="number">{formatNumber(rows)}</td>
      <td className="number">{channels.length}</td>
      <td className={classes.wide}>{periodText(periodMs)}</td>
      <td className={classes.wide}>{sourceText(dataset)}</td>
      <td className={classes.wide}>{stretchText(fromAt, toAt)}</td>
      <td>
        <Age at={createdAt} suffix=" ago" />
      </td>
    </tr>
  );
}
