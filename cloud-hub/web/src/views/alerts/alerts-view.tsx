import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { applyToAlerts } from '../../api/apply-update.ts';
import { fetchAlerts } from '../../api/queries.ts';
import { useMayOperate } from '../../api/session.ts';
import { useLiveQuery } from '../../api/use-live-query.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useKeys } from '../../components/keys.tsx';
import { AcknowledgeDialog } from './acknowledge-dialog.tsx';
import { AlertFilters } from './alert-filters.tsx';
import { AlertList } from './alert-list.tsx';
import { alertRows, flatRows, type Row } from './alert-rows.ts';
import classes from './alerts.module.css';
import { filterFrom, withParameter } from './filter-url.ts';
import { OlderAlerts, useOlderAlerts } from './older-alerts.tsx';
import { AlertPanel } from './panel/alert-panel.tsx';
import { ShelveDialog } from './shelve-dialog.tsx';
import { useRowCursor } from './use-row-cursor.ts';

const pageSize = 500;

type Dialog = { readonly kind: 'acknowledge' | 'shelve'; readonly row: Row } | null;

/** What must I deal with next? */
export function AlertsView() {
  const queries = useQueryClient();
  const [parameters, setParameters] = useSearchParams();
  const search = parameters.toString();
  const filter = useMemo(() => filterFrom(new URLSearchParams(search)), [search]);
  const apply = useMemo(() => applyToAlerts(filter), [filter]);
  const openId = parameters.get('alert') || null;
  const mayOperate = useMayOperate();
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<Dialog>(null);

  const page = useLiveQuery({
    room: 'alerts',
    key: ['alerts', filter],
    fetch: (signal) => fetchAlerts({ ...filter, limit: pageSize }, signal),
    apply,
    onUpdate: (update) => {
      if (update.alerts?.some((alert) => alert.id === openId))
        void queries.invalidateQueries({ queryKey: ['alert', openId] });
    },
  });
  const older = useOlderAlerts(filter, page.data?.next ?? null);
  const rows = useMemo(() => {
    const alerts = [...(page.data?.alerts ?? []), ...older.alerts];
    return filter.state === 'open' ? alertRows(alerts, expanded) : flatRows(alerts);
  }, [page.data, older.alerts, filter.state, expanded]);

  const set = (name: string, value: string | null) =>
    setParameters(withParameter(parameters, name, value), { replace: true });
  const open = (id: string | null) => set('alert', id);
  const cursor = useRowCursor(rows, (row) => {
    if (openId !== null && row.kind === 'alert') open(row.id);
  });
  const toggle = (id: string) => {
    const next = new Set(expanded);
    if (!next.delete(id)) next.add(id);
    setExpanded(next);
  };
  const chosen = cursor.row ?? rows.find((row) => row.id === openId) ?? null;
  useKeys([
    { keys: 'j', label: 'Next alert', run: () => cursor.move(1) },
    { keys: 'k', label: 'Previous alert', run: () => cursor.move(-1) },
    ...(mayOperate
      ? [
          { keys: 'a', label: 'Acknowledge', run: () => ask('acknowledge') },
          { keys: 's', label: 'Shelve', run: () => ask('shelve') },
        ]
      : []),
    { keys: 'x', label: 'Open or close a group', run: () => chosen && toggle(chosen.id) },
    { keys: 'Escape', label: 'Close the side panel', run: () => open(null) },
  ]);
  const ask = (kind: 'acknowledge' | 'shelve') => {
    if (chosen !== null && (kind === 'acknowledge' || chosen.kind === 'alert'))
      setDialog({ kind, row: chosen });
  };

  const error = page.error ?? page.failureReason;
  return (
    <div className={classes.view} data-panel={openId !== null}>
      <section className={classes.listSide} aria-label="Alerts">
        <h1 className="visually-hidden">Alerts</h1>
        <AlertFilters filter={filter} total={page.data?.total ?? null} onChange={set} />
        {error !== null && page.data === undefined ? (
          <ErrorNotice what="The alerts cannot be shown" error={error} />
        ) : (
          <AlertList
            rows={page.data === undefined ? null : rows}
            filter={filter}
            cursor={cursor}
            openId={openId}
            expanded={expanded}
            onToggle={toggle}
            onAcknowledge={mayOperate ? (row) => setDialog({ kind: 'acknowledge', row }) : null}
          >
            <OlderAlerts older={older} />
          </AlertList>
        )}
      </section>
      {openId !== null && <AlertPanel id={openId} onClose={() => open(null)} />}
      <AcknowledgeDialog
        row={dialog?.kind === 'acknowledge' ? dialog.row : null}
        onClose={() => setDialog(null)}
        onDone={() => cursor.restore()}
      />
      <ShelveDialog
        row={dialog?.kind === 'shelve' ? dialog.row : null}
        onClose={() => setDialog(null)}
        onDone={() => cursor.restore()}
      />
    </div>
  );
}
