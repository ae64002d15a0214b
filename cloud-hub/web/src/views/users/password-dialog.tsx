import type { User } from '@lookout/shared/protocol/rest';
import { Button, Group, Modal, PasswordInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { changeUser } from '../../api/actions.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { leastPasswordLength } from '../../components/own-password-dialog.tsx';
import classes from './users.module.css';

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
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <PasswordInput
          label="New password"
          description={`At least ${leastPasswordLength} characters`}
          autoComplete="new-password"
          minLength={leastPasswordLength}
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          data-autofocus
        />
        {change.error !== null && <ErrorNotice what="Not changed" error={change.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending}>
            Set password
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
