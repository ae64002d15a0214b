import type { User } from '@lookout/shared/protocol/rest';
import { Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { changeUser } from '../../api/actions.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { NewPasswordInput } from '../../components/new-password-input.tsx';

interface PasswordDialogProps {
  readonly user: User;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function PasswordDialog({ user, opened, onClose }: PasswordDialogProps) {
  const [password, setPassword] = useState('');
  const change = useMutation({
    mutationFn: () => changeUser(user.id, { password }),
    onSuccess: () => {
      notifications.show({ message: `${user.name} has a new password.` });
      setPassword('');
      onClose();
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title={`Password of ${user.name}`}>
      <DialogForm
        submit="Set password"
        onSubmit={() => change.mutate()}
        busy={change.isPending}
        failure={{ what: 'Not changed', error: change.error }}
        onCancel={onClose}
      >
        <NewPasswordInput label="New password" value={password} onChange={setPassword} first />
      </DialogForm>
    </Modal>
  );
}
