import { Modal, PasswordInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { changeOwnPassword } from '../api/actions.ts';
import { DialogForm } from './dialog-form.tsx';
import { NewPasswordInput } from './new-password-input.tsx';

interface OwnPasswordDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function OwnPasswordDialog({ opened, onClose }: OwnPasswordDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Change password">
      {opened && <OwnPasswordForm onClose={onClose} />}
    </Modal>
  );
}

function OwnPasswordForm({ onClose }: { readonly onClose: () => void }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => changeOwnPassword({ current, next }),
    onSuccess: () => {
      notifications.show({ message: 'Your password is changed; your other sessions are over.' });
      onClose();
    },
  });
  return (
    <DialogForm
      submit="Change"
      onSubmit={() => change.mutate()}
      busy={change.isPending}
      failure={{ what: 'Not changed', error: change.error }}
      onCancel={onClose}
    >
      <PasswordInput
        label="Present password"
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        data-autofocus
      />
      <NewPasswordInput label="New password" value={next} onChange={setNext} />
    </DialogForm>
  );
}
