import { Checkbox, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DialogForm } from '../../components/dialog-form.tsx';
import { plural } from '../../components/format.ts';
import { isAcknowledged } from './alert-order.ts';
import type { Row } from './alert-rows.ts';
import { useAlertActions } from './use-alert-actions.ts';

interface DialogProps {
  /** Null: closed. */
  readonly row: Row | null;
  readonly onClose: () => void;
  /** After it is done and closed. */
  readonly onDone: () => void;
}

/** `a`, a note if wanted, Enter. */
export function AcknowledgeDialog({ row, onClose, onDone }: DialogProps) {
  return (
    <Modal opened={row !== null} onClose={onClose} title="Acknowledge" returnFocus>
      {row !== null && <AcknowledgeForm key={row.id} row={row} onClose={onClose} onDone={onDone} />}
    </Modal>
  );
}

function AcknowledgeForm({ row, onClose, onDone }: DialogProps & { readonly row: Row }) {
  const { acknowledge } = useAlertActions();
  const [note, setNote] = useState('');
  const [all, setAll] = useState(false);
  const { own, others } = targets(row);
  const ids = all ? [...own, ...others] : own;
  const submit = () =>
    acknowledge.mutate(
      { ids, note: note.trim() },
      {
        onSuccess: () => {
          onClose();
          onDone();
        },
      },
    );
  return (
    <DialogForm
      submit={`Acknowledge${ids.length > 1 ? ` ${ids.length}` : ''}`}
      onSubmit={submit}
      busy={acknowledge.isPending}
      disabled={ids.length === 0}
      onCancel={onClose}
    >
      <p>
        {row.kind === 'flood'
          ? `${plural(own.length, 'alert')} at ${row.flood.site}. High priorities are not among them.`
          : `${row.alert.device}: ${row.alert.what}`}
      </p>
      {others.length > 0 && (
        <Checkbox
          label={`and ${plural(others.length, 'alert')} that followed on this asset`}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      )}
      <TextInput
        label="Note"
        placeholder="What is being done about it (may stay empty)"
        maxLength={1000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        data-autofocus
      />
    </DialogForm>
  );
}

/** The ids that the row itself stands for, and those that may go with it. */
function targets(row: Row): { own: string[]; others: string[] } {
  const waiting = (alerts: FloodOrGroup) =>
    alerts.filter((alert) => !isAcknowledged(alert)).map((alert) => alert.id);
  return row.kind === 'flood'
    ? { own: waiting(row.hidden), others: [] }
    : { own: waiting([row.alert]), others: waiting(row.followers) };
}

type FloodOrGroup = Extract<Row, { kind: 'flood' }>['hidden'];
