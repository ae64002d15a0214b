import { type Dataset, DatasetName } from '@lookout/shared/protocol/datasets';
import { Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { changeDataset } from '../../api/actions.ts';
import { DialogForm } from '../../components/dialog-form.tsx';

interface RenameDialogProps {
  readonly dataset: Dataset;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function RenameDialog({ dataset, opened, onClose }: RenameDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Rename ${dataset.name}`}>
      {opened && <RenameForm dataset={dataset} onClose={onClose} />}
    </Modal>
  );
}

function RenameForm({ dataset, onClose }: Omit<RenameDialogProps, 'opened'>) {
  const [name, setName] = useState(dataset.name);
  const [note, setNote] = useState(dataset.note);
  const change = useMutation({
    mutationFn: () => changeDataset(dataset.id, { name, note }),
    onSuccess: onClose,
  });
  return (
    <DialogForm
      submit="Save"
      onSubmit={() => change.mutate()}
      busy={change.isPending}
      disabled={!DatasetName.safeParse(name).success}
      failure={{ what: 'Not saved', error: change.error }}
      onCancel={onClose}
    >
      <TextInput
        label="Name"
        required
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label="Note"
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
