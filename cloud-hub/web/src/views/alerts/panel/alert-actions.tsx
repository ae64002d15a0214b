import type { Alert } from '@lookout/shared/protocol/rest';
import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useMayOperate } from '../../../api/session.ts';
import { absoluteText } from '../../../components/age-text.ts';
import { isAcknowledged } from '../alert-order.ts';
import type { AlertRow } from '../alert-rows.ts';
import { ShelveDialog } from '../shelve-dialog.tsx';
import { useAlertActions } from '../use-alert-actions.ts';
import classes from './panel.module.css';

/** Within a thumb's reach on a phone: at the foot of the panel. */
export function AlertActions({ alert }: { readonly alert: Alert }) {
  const { acknowledge, unshelve } = useAlertActions();
  const mayOperate = useMayOperate();
  const [note, setNote] = useState('');
  const [shelving, setShelving] = useState<AlertRow | null>(null);
  const waiting = !isAcknowledged(alert);
  return (
    <>
      {alert.note !== null && (
        <p className={classes.note}>
          “{alert.note}” <span className="muted">{alert.acknowledgedBy}</span>
        </p>
      )}
      {alert.shelvedUntil !== null && (
        <p className={classes.note}>
          “{alert.shelveReason}”{' '}
          <span className="muted">
            {alert.shelvedBy}, until {absoluteText(alert.shelvedUntil)}
          </span>
        </p>
      )}
      {mayOperate && alert.state !== 'normal' && (
        <div className={classes.actions}>
          {waiting && (
            <Textarea
              aria-label="Note"
              placeholder="Note (may stay empty)"
              autosize
              minRows={1}
              maxRows={4}
              maxLength={1000}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          )}
          <div className={classes.buttons}>
            {waiting && (
              <Button
                loading={acknowledge.isPending}
                onClick={() => acknowledge.mutate({ ids: [alert.id], note: note.trim() })}
              >
                Acknowledge
              </Button>
            )}
            {alert.shelvedUntil === null ? (
              <Button
                variant="default"
                onClick={() =>
                  setShelving({ kind: 'alert', id: alert.id, alert, depth: 0, followers: [] })
                }
              >
                Shelve…
              </Button>
            ) : (
              <Button
                variant="default"
                loading={unshelve.isPending}
                onClick={() => unshelve.mutate(alert.id)}
              >
                Unshelve
              </Button>
            )}
          </div>
        </div>
      )}
      <ShelveDialog row={shelving} onClose={() => setShelving(null)} onDone={() => {}} />
    </>
  );
}
