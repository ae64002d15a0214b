import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Age } from '../../components/age.tsx';
import { formatLatency, formatPercent } from '../../components/format.ts';
import classes from './fleet.module.css';
import type { FleetRow, SortKey } from './fleet-rows.ts';

export interface Column {
  readonly key: SortKey;
  readonly title: string;
  readonly numeric: boolean;
  readonly width: number;
  readonly cell: (row: FleetRow) => ReactNode;
}

const text = (value: string | null) => value ?? '–';

export const columns: readonly Column[] = [
  {
    key: 'id',
    title: 'Device',
    numeric: false,
    width: 160,
    cell: (row) => (
      <Link to={`/devices/${row.id}`} className={classes.device} data-focus="device">
        {row.id}
      </Link>
    ),
  },
  { key: 'site', title: 'Site', numeric: false, width: 112, cell: (row) => row.site },
  {
    key: 'status',
    title: 'Status',
    numeric: false,
    width: 104,
    cell: (row) => (
      <span className={classes.status} data-status={row.status}>
        {row.status}
      </span>
    ),
  },
  {
    key: 'openAlerts',
    title: 'Alerts',
    numeric: true,
    width: 64,
    cell: (row) =>
      row.openAlerts === 0 ? (
        <span className="muted">0</span>
      ) : (
        <Link to={`/alerts?device=${row.id}`} className={classes.alerts}>
          {row.openAlerts}
          <span className="visually-hidden"> open alerts of {row.id}</span>
        </Link>
      ),
  },
  { key: 'streams', title: 'Assets', numeric: true, width: 64, cell: (row) => row.streams },
  { key: 'model', title: 'Model', numeric: false, width: 152, cell: (row) => text(row.model) },
  { key: 'variant', title: 'Variant', numeric: false, width: 88, cell: (row) => text(row.variant) },
  {
    key: 'provider',
    title: 'Provider',
    numeric: false,
    width: 80,
    cell: (row) => text(row.provider),
  },
  {
    key: 'inferenceP95Us',
    title: 'Latency p95',
    numeric: true,
    width: 104,
    cell: (row) => formatLatency(row.inferenceP95Us),
  },
  {
    key: 'cpuPercent',
    title: 'CPU, %',
    numeric: true,
    width: 72,
    cell: (row) => formatPercent(row.cpuPercent),
  },
  {
    key: 'temperatureC',
    title: 'Hottest, °C',
    numeric: true,
    width: 96,
    cell: (row) => row.temperatureC?.toFixed(0) ?? '–',
  },
  {
    key: 'headroomC',
    title: 'Headroom, °C',
    numeric: true,
    width: 104,
    cell: (row) => row.headroomC?.toFixed(0) ?? '–',
  },
  {
    key: 'queue',
    title: 'Queue',
    numeric: true,
    width: 72,
    cell: (row) => row.queue ?? '–',
  },
  {
    key: 'agentVersion',
    title: 'Agent',
    numeric: false,
    width: 80,
    cell: (row) => text(row.agentVersion),
  },
  {
    key: 'lastSeenAt',
    title: 'Heard',
    numeric: true,
    width: 88,
    cell: (row) => (row.lastSeenAt === null ? 'never' : <Age at={row.lastSeenAt} />),
  },
];
