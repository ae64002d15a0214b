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

/** What people said of an alert, and what they can do about it. */
export function AlertActions({ alert }: { readonly alert: Alert }) {
  const mayOperate = useMayOperate();
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
          {isAcknowledged(alert) ? (
            <div className={classes.buttons}>
              <Shelving alert={alert} />
            </div>
          ) : (
            <Acknowledging alert={alert} />
          )}
        </div>
      )}
    </>
  );
}

/** Within a thumb's reach on a phone: at the foot of the panel. */
function Acknowledging({ alert }: { readonly alert: Alert }) {
  const { acknowledge } = useAlertActions();
  const [note, setNote] = useState('');
  return (
    <>
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
      <div className={classes.buttons}>
        <Button
          loading={acknowledge.isPending}
          onClick={() => acknowledge.mutate({ ids: [alert.id], note: note.trim() })}
        >
          Acknowledge
        </Button>
        <Shelving alert={alert} />
      </div>
    </>
  );
}

function Shelving({ alert }: { readonly alert: Alert }) {
  const { unshelve } = useAlertActions();
  const [row, setRow] = useState<AlertRow | null>(null);
  if (alert.shelvedUntil !== null)
    return (
      <Button
        variant="default"
        loading={unshelve.isPending}
        onClick={() => unshelve.mutate(alert.id)}
      >
        Unshelve
      </Button>
    );
  const close = () => setRow(null);
  return (
    <>
      <Button
        variant="default"
        onClick={() => setRow({ kind: 'alert', id: alert.id, alert, depth: 0, followers: [] })}
      >
        Shelve…
      </Button>
      <ShelveDialog row={row} onClose={close} onDone={close} />
    </>
  );
}
