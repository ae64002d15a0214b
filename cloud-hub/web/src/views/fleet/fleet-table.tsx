import { UnstyledButton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useFocusKeys } from '../../components/use-focus-keys.ts';
import { type Column, columns } from './columns.tsx';
import classes from './fleet.module.css';
import type { FleetRow, Sorting, SortKey } from './fleet-rows.ts';

const rowPx = 32;

interface FleetTableProps {
  readonly rows: readonly FleetRow[];
  readonly sorting: Sorting;
  readonly onSort: (key: SortKey, numeric: boolean) => void;
}

/** Thousands of devices; only the rows in sight are in the page, between two spacers. */
export function FleetTable({ rows, sorting, onSort }: FleetTableProps) {
  const scroller = useFocusKeys<HTMLDivElement>('device');
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
  });
  const first = useRef(rows[0]?.id);
  useEffect(() => {
    if (first.current !== rows[0]?.id) scroller.current?.scrollTo({ top: 0 });
    first.current = rows[0]?.id;
  }, [rows, scroller]);
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div ref={scroller} className={classes.scroller}>
      <table className={classes.table} aria-rowcount={rows.length + 1}>
        <caption className="visually-hidden">Devices of the fleet</caption>
        <colgroup>
          {columns.map((column) => (
            <col key={column.key} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} {...{ column, sorting, onSort }} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Spacer height={before} />}
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <tr key={row.id} aria-rowindex={item.index + 2} data-status={row.status}>
                {columns.map((column) => (
                  <td key={column.key} className={column.numeric ? 'number' : undefined}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <Spacer height={after} />}
        </tbody>
      </table>
      {rows.length === 0 && <p className={classes.nothing}>No device fits this filter.</p>}
    </div>
  );
}

function Spacer({ height }: { readonly height: number }) {
  return (
    <tr>
      <td colSpan={columns.length} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

interface HeadingProps extends Omit<FleetTableProps, 'rows'> {
  readonly column: Column;
}

function Heading({ column, sorting, onSort }: HeadingProps) {
  const { key, title, numeric } = column;
  const sorted = sorting.key === key;
  return (
    <th
      scope="col"
      className={numeric ? 'number' : undefined}
      aria-sort={sorted ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
    >
      <UnstyledButton className={classes.heading} onClick={() => onSort(key, numeric)}>
        {title}
        <span aria-hidden="true" className={classes.arrow}>
          {sorted ? (sorting.descending ? '▾' : '▴') : ''}
        </span>
      </UnstyledButton>
    </th>
  );
}
