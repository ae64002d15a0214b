import { Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import type { AlertFilter } from '../../api/apply-update.ts';
import { AlertListRow } from './alert-list-row.tsx';
import type { Row } from './alert-rows.ts';
import classes from './alerts.module.css';
import { FloodListRow } from './flood-list-row.tsx';
import type { RowCursor } from './use-row-cursor.ts';

const rowPx = 36;
const phoneRowPx = 88;
const columns = ['', 'Raised', 'Asset', 'What', 'Lasting', 'Model', 'State'];

export interface AlertListProps {
  /** Null while they are on their way. */
  readonly rows: readonly Row[] | null;
  readonly filter: AlertFilter;
  readonly cursor: RowCursor;
  readonly openId: string | null;
  readonly expanded: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
  /** Null for who may only read. */
  readonly onAcknowledge: ((row: Row) => void) | null;
  readonly children?: ReactNode;
}

/** One line per alert; only what is in sight is in the page. */
export function AlertList(props: AlertListProps) {
  const { rows, cursor, openId, expanded, onToggle, onAcknowledge } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const phone = useMediaQuery('(max-width: 640px)', undefined, { getInitialValueInEffect: false });
  const size = phone ? phoneRowPx : rowPx;
  const virtual = useVirtualizer({
    count: rows?.length ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    getItemKey: (index) => rows?.[index]?.id ?? index,
    overscan: 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other heights are measured anew
  useEffect(() => {
    virtual.measure();
  }, [virtual, size]);
  useEffect(() => {
    if (cursor.index >= 0) virtual.scrollToIndex(cursor.index, { align: 'auto' });
  }, [virtual, cursor.index]);

  return (
    <div ref={scroller} className={classes.scroller}>
      <div className={classes.head} aria-hidden="true">
        <div className={classes.row}>
          {columns.map((name) => (
            <span key={name}>{name}</span>
          ))}
        </div>
      </div>
      {rows === null && <ListSkeleton size={size} />}
      {rows?.length === 0 && <Nothing filter={props.filter} />}
      <ol aria-label="Alerts" className={classes.rows} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows?.[item.index];
          if (row === undefined) return null;
          const place = {
            style: { height: item.size, transform: `translateY(${item.start}px)` },
            index: item.index,
            count: rows?.length ?? 0,
            expanded: expanded.has(row.id),
            onFocus: () => cursor.entered(item.index),
            onToggle: () => onToggle(row.id),
            onAcknowledge: onAcknowledge && (() => onAcknowledge(row)),
          };
          return row.kind === 'flood' ? (
            <FloodListRow key={row.id} row={row} {...place} />
          ) : (
            <AlertListRow key={row.id} row={row} {...place} open={row.id === openId} />
          );
        })}
      </ol>
      {props.children}
    </div>
  );
}

function ListSkeleton({ size }: { readonly size: number }) {
  return (
    <div role="status" aria-label="Loading the alerts">
      {[0, 1, 2, 3, 4, 5].map((each) => (
        <Skeleton key={each} height={size - 8} my={8} />
      ))}
    </div>
  );
}

function Nothing({ filter }: { readonly filter: AlertFilter }) {
  const { state, shelved, ...rest } = filter;
  const narrowed = shelved === 'only' || Object.values(rest).some((part) => part !== undefined);
  return (
    <p className={classes.nothing}>
      {narrowed
        ? 'No alert fits this filter.'
        : state === 'open'
          ? 'No open alert. Nothing has to be dealt with.'
          : 'No alert yet.'}
    </p>
  );
}
