import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useMayOperate } from '../../api/session.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useKeys } from '../../components/keys.tsx';
import { type AlertDialog, AlertDialogs } from './alert-dialogs.tsx';
import { AlertFilters } from './alert-filters.tsx';
import { AlertList } from './alert-list.tsx';
import classes from './alerts.module.css';
import { filterFrom, withParameter } from './filter-url.ts';
import { OlderAlerts } from './older-alerts.tsx';
import { AlertPanel } from './panel/alert-panel.tsx';
import { useAlertRows } from './use-alert-rows.ts';
import { useRowCursor } from './use-row-cursor.ts';

/** What must I deal with next? */
export function AlertsView() {
  const [parameters, setParameters] = useSearchParams();
  const search = parameters.toString();
  const filter = useMemo(() => filterFrom(new URLSearchParams(search)), [search]);
  const openId = parameters.get('alert') || null;
  const mayOperate = useMayOperate();
  const [dialog, setDialog] = useState<AlertDialog>(null);
  const { rows, older, expanded, toggle, known, total, error } = useAlertRows(filter, openId);

  const set = (name: string, value: string | null) =>
    setParameters(withParameter(parameters, name, value), { replace: true });
  const open = (id: string | null) => set('alert', id);
  const cursor = useRowCursor(rows, (row) => {
    if (openId !== null && row.kind === 'alert') open(row.id);
  });
  const chosen = cursor.row ?? rows.find((row) => row.id === openId) ?? null;
  const ask = (kind: 'acknowledge' | 'shelve') => {
    if (chosen !== null && (kind === 'acknowledge' || chosen.kind === 'alert'))
      setDialog({ kind, row: chosen });
  };
  const operatorKeys = [
    { keys: 'a', label: 'Acknowledge', run: () => ask('acknowledge') },
    { keys: 's', label: 'Shelve', run: () => ask('shelve') },
  ];
  useKeys([
    { keys: 'j', label: 'Next alert', run: () => cursor.move(1) },
    { keys: 'k', label: 'Previous alert', run: () => cursor.move(-1) },
    ...(mayOperate ? operatorKeys : []),
    { keys: 'x', label: 'Open or close a group', run: () => chosen && toggle(chosen.id) },
    { keys: 'Escape', label: 'Close the side panel', run: () => open(null) },
  ]);

  return (
    <div className={classes.view} data-panel={openId !== null}>
      <section className={classes.listSide} aria-label="Alerts">
        <h1 className="visually-hidden">Alerts</h1>
        <AlertFilters filter={filter} total={total} onChange={set} />
        {error !== null ? (
          <ErrorNotice what="The alerts cannot be shown" error={error} />
        ) : (
          <AlertList
            {...{ filter, cursor, openId, expanded }}
            rows={known ? rows : null}
            onToggle={toggle}
            onAcknowledge={mayOperate ? (row) => setDialog({ kind: 'acknowledge', row }) : null}
          >
            <OlderAlerts older={older} />
          </AlertList>
        )}
      </section>
      {openId !== null && <AlertPanel id={openId} onClose={() => open(null)} />}
      <AlertDialogs dialog={dialog} onClose={() => setDialog(null)} onDone={cursor.restore} />
    </div>
  );
}
