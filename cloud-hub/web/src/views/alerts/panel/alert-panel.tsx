import { CloseButton, Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { fetchAlert } from '../../../api/queries.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { PriorityMark } from '../../../components/priority-mark.tsx';
import { isAcknowledged } from '../alert-order.ts';
import { AlertActions } from './alert-actions.tsx';
import { AlertFacts } from './alert-facts.tsx';
import { AlertHistory } from './alert-history.tsx';
import { Evidence } from './evidence.tsx';
import classes from './panel.module.css';

/** All that is known of one alert, beside the list that it was opened from. */
export function AlertPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const detail = useQuery({
    queryKey: ['alert', id],
    queryFn: ({ signal }) => fetchAlert(id, signal),
    placeholderData: keepPreviousData,
  });
  const panel = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another alert begins at the top
  useEffect(() => {
    panel.current?.scrollTo(0, 0);
  }, [id]);

  const alert = detail.data?.alert;
  return (
    <aside ref={panel} className={classes.panel} aria-label="Alert" data-stale={alert?.id !== id}>
      <header className={classes.head}>
        {alert !== undefined && (
          <PriorityMark priority={alert.priority} acknowledged={isAcknowledged(alert)} size={16} />
        )}
        <h2>{alert?.what ?? <Skeleton height={20} width={240} />}</h2>
        <CloseButton aria-label="Close the side panel" onClick={onClose} />
      </header>
      {detail.error !== null && (
        <ErrorNotice what="The alert cannot be shown" error={detail.error} />
      )}
      {alert === undefined && detail.error === null && <Skeleton height={320} />}
      {alert !== undefined && (
        <>
          <AlertFacts alert={alert} />
          {alert.channels.length > 0 && <Evidence channels={alert.channels} />}
          {alert.channels.length === 0 && alert.kind === 'anomaly' && (
            <p className="muted">The detector judged a frame as a whole: it names no color.</p>
          )}
          <AlertActions key={alert.id} alert={alert} />
          <AlertHistory history={detail.data?.history ?? []} />
        </>
      )}
    </aside>
  );
}
