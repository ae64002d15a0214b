import { Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DialogForm } from '../../components/dialog-form.tsx';
import type { AlertRow, Row } from './alert-rows.ts';
import { useAlertActions } from './use-alert-actions.ts';

const lengths = [
  { value: '30', label: '30 min' },
  { value: '120', label: '2 h' },
  { value: '480', label: '8 h' },
  { value: '1440', label: '1 day' },
  { value: '10080', label: '7 days' },
];

interface ShelveDialogProps {
  readonly row: Row | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Out of the list for a while, with a reason; never for good. */
export function ShelveDialog({ row, onClose, onDone }: ShelveDialogProps) {
  return (
    <Modal opened={row !== null} onClose={onClose} title="Shelve">
      {row?.kind === 'alert' && (
        <ShelveForm key={row.id} row={row} onClose={onClose} onDone={onDone} />
      )}
    </Modal>
  );
}

function ShelveForm({ row, onClose, onDone }: ShelveDialogProps & { readonly row: AlertRow }) {
  const { shelve } = useAlertActions();
  const [minutes, setMinutes] = useState('120');
  const [reason, setReason] = useState('');
  const submit = () =>
    shelve.mutate(
      { id: row.id, minutes: Number(minutes), reason: reason.trim() },
      {
        onSuccess: () => {
          onClose();
          onDone();
        },
      },
    );
  return (
    <DialogForm
      submit="Shelve"
      onSubmit={submit}
      busy={shelve.isPending}
      disabled={reason.trim() === ''}
      onCancel={onClose}
    >
      <p>
        {row.alert.device}: {row.alert.what}
      </p>
      <SegmentedControl
        aria-label="For how long"
        data={lengths}
        value={minutes}
        onChange={setMinutes}
        fullWidth
      />
      <TextInput
        label="Reason"
        placeholder="Pump is being serviced"
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </DialogForm>
  );
}
