import { Modal, PasswordInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { changeOwnPassword } from '../api/actions.ts';
import { DialogForm } from './dialog-form.tsx';

export const leastPasswordLength = 12;

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
      <PasswordInput
        label="New password"
        description={`At least ${leastPasswordLength} characters`}
        autoComplete="new-password"
        minLength={leastPasswordLength}
        required
        value={next}
        onChange={(event) => setNext(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
